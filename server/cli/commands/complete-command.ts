/** `vibe complete`: finishes lines of code without a model. One request a line on stdin, one answer a line, in order. */
import { join } from 'node:path';
import * as v from 'valibot';
import { fileUriOf } from '../../base/file-uris.js';
import { CompleterFiles } from '../../completion/completer-files.js';
import { LineCompleter } from '../../completion/line-completer.js';
import { loadGate } from '../../completion/load-gate.js';
import { builtFiles } from '../../compose/built-files.js';
import { buildIndexCore } from '../../compose/index-services.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import type { CommonOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { inputLines } from '../input-lines.js';
import { withIndex } from '../open-index.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

const requestSchema = v.object({
  id: v.union([v.string(), v.number()]),
  /** Relative to the folder. */
  path: v.string(),
  /** The file's text up to the cursor, and from it. */
  before: v.string(),
  after: v.string(),
});

/** A longer line is refused, because files this large are not completed. */
const maxLineBytes = 64 << 20;

export async function completeCommand(
  options: CommonOptions,
  input: AsyncIterable<Uint8Array>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const started = performance.now();
  const completer = new LineCompleter(loadGate(builtFiles.completionGate));
  const root = await withIndex({ build: buildIndexCore, common: options }, terminal, signal, async ({ services, root: folder }) => {
    await new CompleterFiles(completer).update([{ root: folder, paths: services.workspace.paths(fileUriOf(folder)) }], signal);
    return folder;
  });
  terminal.object({ type: 'index', ms: Math.round(performance.now() - started) });
  let nLine = 0;
  let isWhole = true;
  for await (const line of inputLines(input, maxLineBytes, signal)) {
    nLine++;
    if (line?.trim() === '') continue;
    isWhole = answerLine({ line, nLine, root }, completer, terminal) && isWhole;
  }
  signal.throwIfAborted();
  return isWhole ? exitCodes.done : exitCodes.failed;
}

/** Returns false if the line was no request. The next ones are answered all the same. */
function answerLine(
  { line, nLine, root }: { readonly line: string | undefined; readonly nLine: number; readonly root: string },
  completer: LineCompleter,
  terminal: Terminal,
): boolean {
  const request = v.safeParse(requestSchema, parsed(line));
  if (!request.success) {
    const wrong = new ProblemError(
      'bad-params',
      say('requestLineWrong', { line: nLine, example: '{"id","path","before","after"}', mb: maxLineBytes >> 20 }),
      say('writeRequestLines'),
    );
    terminal.problem(wrong.problem);
    return false;
  }
  const { id, ...at } = request.output;
  const started = performance.now();
  const { text, show, confidence } = completer.suggest({ ...at, path: join(root, at.path) });
  const ms = performance.now() - started;
  terminal.object({ id, text, show, confidence: Number(confidence.toFixed(4)), ms: Number(ms.toFixed(3)) });
  terminal.line(`${plainLine(String(id))}  ${show && text !== null ? plainLine(text) : ''}`);
  return true;
}

function parsed(line: string | undefined): unknown {
  try {
    return line === undefined ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
