/** `vibe ask`: prints the answer to a question as it is written, its places, and its citations as path:line. */
import { randomUUID } from 'node:crypto';
import { buildServices } from '../../compose/build-services.js';
import type { AnswerSource, AskItem, Citation, LeftOut, TurnEnd } from '../../protocol/chat.js';
import { englishWording, worded } from '../../protocol/sentences/sentence.js';
import { embeddingSettings } from '../chosen-embedding.js';
import type { AskOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { indexLine } from '../index-line.js';
import { withIndex } from '../open-index.js';
import { plainLine, printableText } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

export async function askCommand(question: string, options: AskOptions, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const request = { build: buildServices, common: options, options: embeddingSettings(options) };
  return withIndex(request, terminal, signal, async ({ services, status, ms, isUpToDate }) => {
    terminal.object({ type: 'index', ms: Math.round(ms), files: status.nSearchable, chunks: status.nChunks, upToDate: isUpToDate });
    terminal.note(terminal.style('dim', plainLine(indexLine(status, ms, isUpToDate))));
    if (status.note !== undefined) terminal.note(plainLine(worded(status.note, englishWording)));
    const printer = new AnswerPrinter(terminal);
    const ask = {
      conversationId: randomUUID(),
      turnId: randomUUID(),
      question: options.extractive ? `/search ${question}` : question,
      attachments: [],
      fresh: options.fresh === true,
      task: 'chat' as const,
      ...(options.model !== undefined && { model: options.model }),
    };
    const end = await services.chat.ask(ask, item => printer.item(item), signal);
    printer.end(end);
    if (end.kind === 'stopped') return exitCodes.interrupted;
    return end.kind === 'done' ? exitCodes.done : exitCodes.failed;
  });
}

class AnswerPrinter {
  readonly #terminal: Terminal;
  readonly #citations: Citation[] = [];
  #text = '';
  #waitingFor = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  item(item: AskItem): void {
    this.#terminal.object({ type: 'item', item });
    switch (item.kind) {
      case 'phase':
        if (item.phase === 'loading-model' && item.detail !== undefined) this.#waitFor(plainLine(worded(item.detail, englishWording)));
        break;
      case 'delta':
        this.#text += item.text;
        this.#terminal.text(printableText(item.text));
        break;
      case 'citation':
        this.#citations.push(item.citation);
        break;
      case 'packed':
        if (leftOutWords(item.leftOut) !== '') this.#terminal.note(this.#terminal.style('dim', leftOutWords(item.leftOut)));
        break;
      case 'places':
      case 'reasoning':
        break;
    }
  }

  /** The server repeats what it waits for; a pipe gets it once. */
  #waitFor(text: string): void {
    if (text === this.#waitingFor) return;
    this.#waitingFor = text;
    this.#terminal.progress(0, text);
  }

  end(end: TurnEnd): void {
    const terminal = this.#terminal;
    if (!this.#text.endsWith('\n')) terminal.line();
    const listed = new Set<string>();
    for (const { range, verified } of this.#citations) {
      const place = `${plainLine(range.path)}:${range.startLine}`;
      if (listed.has(place)) continue;
      if (listed.size === 0) terminal.line(`\n${terminal.style('bold', 'Places')}`);
      listed.add(place);
      terminal.line(
        `  ${terminal.style('cyan', place)}${verified ? '' : terminal.style('yellow', '  (unverified: not among the lines that the model was given)')}`,
      );
    }
    terminal.object({ type: 'end', end, text: this.#text, citations: this.#citations });
    if (end.kind === 'failed' && !terminal.json) terminal.problem(end.problem);
    if (end.kind !== 'done') return;
    if (end.facts.noModel !== undefined && !terminal.json) terminal.warn(end.facts.noModel);
    const { source, model, totalMs, tokensPerSecond, indexedShare } = end.facts;
    if (indexedShare !== undefined)
      terminal.note(`Only ${Math.floor(indexedShare * 100)}% of the files were indexed. Ask again for a complete answer.`);
    const speed = tokensPerSecond === undefined ? '' : `, ${tokensPerSecond.toFixed(0)} tokens/s`;
    terminal.note(terminal.style('dim', `${answeredBy(source, model)} in ${(totalMs / 1000).toFixed(1)} s${speed}.`));
  }
}

function answeredBy(source: AnswerSource, model: string | undefined): string {
  if (source === 'extractive') return 'Answered from the passages';
  const by = `Answered by ${plainLine(model ?? 'a model')}`;
  return source === 'model' ? by : `${by} before, for the same question (--fresh answers anew)`;
}

function leftOutWords({ nPlaces, nAttachments, nTurns }: LeftOut): string {
  const parts = [
    nPlaces > 0 && `${nPlaces} places`,
    nAttachments > 0 && `${nAttachments} attachments`,
    nTurns > 0 && `${nTurns} earlier turns`,
  ].filter(part => part !== false);
  return parts.length === 0 ? '' : `Not in the model's window, or not whole: ${parts.join(', ')}`;
}
