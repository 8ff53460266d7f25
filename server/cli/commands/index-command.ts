/** `vibe index`: updates the folder's index and prints what it contains. */
import { raceAbort } from '../../base/signals.js';
import { buildIndexCore } from '../../compose/index-services.js';
import type { EmbeddingProgress, IndexStatus } from '../../protocol/index-status.js';
import { ProblemError } from '../../protocol/problem.js';
import { englishWording, worded } from '../../protocol/sentences/sentence.js';
import type { ServicesSetup } from '../../rpc/services.js';
import { embeddingSettings } from '../chosen-embedding.js';
import type { IndexOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { indexLine } from '../index-line.js';
import { type IndexCore, withIndex } from '../open-index.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

export async function indexCommand(options: IndexOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const isNamed = options.embeddingModel !== undefined;
  const build: (setup: ServicesSetup) => IndexCore = isNamed
    ? (await import('../../compose/embedded-index.js')).buildEmbeddedIndex(true)
    : buildIndexCore;
  return withIndex(
    { build, common: options, ...(options.rebuild && { rebuild: true }), ...(isNamed && { options: embeddingSettings(options) }) },
    terminal,
    signal,
    async ({ services, status, ms, isUpToDate }) => {
      const note = status.note && worded(status.note, englishWording);
      terminal.object({
        type: 'index',
        ms: Math.round(ms),
        files: status.nSearchable,
        chunks: status.nChunks,
        leftOut: status.leftOut,
        upToDate: isUpToDate,
        ...(note !== undefined && { note }),
      });
      terminal.line(indexLine(status, ms, isUpToDate));
      const leftOut = Object.entries(status.leftOut).map(([reason, n]) => `${n} ${reason}`);
      if (leftOut.length > 0) terminal.line(terminal.style('dim', `Skipped: ${leftOut.join(', ')}.`));
      if (note !== undefined) terminal.line(plainLine(note));
      if (isNamed) await embedded(services, terminal, signal);
      return exitCodes.done;
    },
  );
}

/** Resolves when every passage has a vector of the chosen model. Rejects if the model fails. */
async function embedded({ workspace }: IndexCore, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const done = Promise.withResolvers<EmbeddingProgress>();
  const look = ({ folders: [folder] }: IndexStatus): void => {
    const embedding = folder?.embedding;
    if (embedding === undefined) return;
    const { nEmbedded, nWindows, problem, model } = embedding;
    if (problem !== undefined) return done.reject(ProblemError.of(problem));
    if (nEmbedded === nWindows) return done.resolve(embedding);
    terminal.progress(nEmbedded / nWindows, `Embedding with ${plainLine(model)}: ${nEmbedded} of ${nWindows} passages`);
  };
  const listening = workspace.onStatus(look);
  look(workspace.status());
  try {
    const { model, nWindows } = await raceAbort(done.promise, signal);
    terminal.clearBar();
    terminal.object({ type: 'embedded', model, passages: nWindows });
    terminal.line(`${nWindows} passages have vectors of ${plainLine(model)}.`);
  } finally {
    await listening.dispose();
  }
}
