/**
 * Reads an answer whatever protocol an endpoint uses: piece by piece, limited in size and in the time without a word, and stopped at its
 * source when the reader leaves. All text that arrived is yielded before a failure is thrown.
 */
import { raceAbort } from '../base/signals.js';
import { abortError } from '../protocol/abort-error.js';
import { say } from '../protocol/sentences/sentence.js';
import type { EndpointCall, EndpointClient } from './endpoint-client.js';
import type { ChatItem } from './provider.js';
import { ThinkSplit } from './think-split.js';

/** A piece of an answer. */
export interface AnswerPiece {
  readonly error: string | undefined;
  readonly reasoning: string;
  readonly text: string;
}

/** `skip` is a unit without content, `broken` one that should have been a piece, and `end` a mark that none will follow. */
export type ReadUnit = AnswerPiece | 'skip' | 'broken' | 'end';

export interface AnswerWire<U> {
  /** What the wire carries, from the body: lines, or events. */
  readonly units: (body: AsyncIterable<Uint8Array>) => AsyncIterator<U>;
  readonly body: AsyncIterable<Uint8Array>;
  readonly read: (unit: U) => ReadUnit;
  /** `finished` when the model has ended but facts may follow, `complete` when nothing more is wanted, though the wire may go on. */
  readonly state: () => 'running' | 'finished' | 'complete';
  readonly client: EndpointClient;
  readonly call: EndpointCall;
}

/** Without a limit, endpoints generate for ever. */
export const defaultMaxTokens = 8192;
export const maxLineBytes = 16 * 1024 * 1024;
/** An answer that never stops is cut here, in characters. */
const maxAnswerLength = 4_000_000;
/** Limit of bytes without a word of text (comments, pings, empty pieces): more of them would never end. */
const maxIdleBytes = 4 * 1024 * 1024;
/** Usage may follow the last word. A server that keeps the connection open is not waited for longer, in milliseconds. */
const trailingMs = 3000;

/** Yields the words of an answer; the caller reports how it ended. Throws after the last word if a piece of the answer was unreadable. */
export async function* answerItems<U>(source: AnswerWire<U>, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
  const { client, call } = source;
  const progress = new Progress(client);
  const units = source.units(progress.watch(source.body));
  const split = new ThinkSplit();
  let length = 0;
  let nPieces = 0;
  let isBroken = false;
  try {
    for (;;) {
      const next = await (source.state() === 'finished' ? withinTrailing(units.next(), signal) : units.next());
      if (next === undefined || next.done === true) break;
      signal.throwIfAborted();
      const piece = source.read(next.value);
      if (piece === 'end') break;
      if (piece === 'broken') isBroken = true;
      if (typeof piece === 'string') continue;
      nPieces++;
      if (piece.error !== undefined) {
        yield* itemsOf(split.end());
        throw client.failure(call, piece.error);
      }
      const { reasoning, text } = split.push(piece.text);
      if (piece.reasoning !== '' || piece.text !== '') progress.wrote();
      yield* itemsOf({ reasoning: piece.reasoning + reasoning, text });
      if (source.state() === 'complete') break;
      length += piece.text.length + piece.reasoning.length;
      if (length > maxAnswerLength) throw client.nonsense(say('answerTooLong', { n: maxAnswerLength }));
    }
  } finally {
    // A reader that waits for bytes would settle only after they came: the caller's signal closes the socket.
    units.return?.()?.catch(() => undefined);
  }
  yield* itemsOf(split.end());
  if (nPieces === 0) throw client.nonsense(say('pieceNotUnderstood'));
  if (isBroken) throw client.cut();
}

function* itemsOf({ reasoning, text }: { readonly reasoning: string; readonly text: string }): Generator<ChatItem, void, undefined> {
  if (reasoning !== '') yield { kind: 'reasoning', text: reasoning };
  if (text !== '') yield { kind: 'delta', text };
}

/** Returns undefined if nothing arrived in time. */
async function withinTrailing<T>(next: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  next.catch(() => undefined); // Read no further if it comes too late.
  const late = AbortSignal.timeout(trailingMs);
  try {
    return await raceAbort(next, AbortSignal.any([signal, late]));
  } catch (error) {
    if (late.aborted && !signal.aborted) return undefined;
    throw error;
  }
}

/** Limits the time and the bytes between two words: comments and empty pieces can keep a connection alive for ever. */
class Progress {
  readonly #client: EndpointClient;
  #bytes = 0;
  #lastMs = performance.now();
  #hasText = false;

  constructor(client: EndpointClient) {
    this.#client = client;
  }

  wrote(): void {
    this.#bytes = 0;
    this.#lastMs = performance.now();
    this.#hasText = true;
  }

  async *watch(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const { deadlines } = this.#client;
    for await (const chunk of body) {
      this.#bytes += chunk.length;
      const patienceMs = this.#hasText ? deadlines.stallMs : deadlines.firstByteMs;
      // One large piece may hold the whole answer, so only what comes after it is judged.
      if (this.#bytes - chunk.length > maxIdleBytes) throw this.#client.nonsense(say('bytesWithoutWord', { n: this.#bytes }));
      if (performance.now() - this.#lastMs > patienceMs) throw this.#client.stalled(patienceMs);
      yield chunk;
    }
  }
}

/** A reader that leaves in the middle closes the socket, and so stops the model. */
export async function* untilLeft(
  open: (signal: AbortSignal) => AsyncIterable<ChatItem>,
  signal: AbortSignal,
): AsyncGenerator<ChatItem, void, undefined> {
  const left = new AbortController();
  try {
    yield* open(AbortSignal.any([signal, left.signal]));
  } finally {
    left.abort(abortError('Left'));
  }
}
