/** Reads an answer from any endpoint: piece by piece, bounded, and stopped at its source if the reader leaves. */

import { abortError } from '../protocol/abort-error.js';
import { say } from '../protocol/sentences/sentence.js';
import type { Call, EndpointClient } from './endpoint-client.js';
import type { ChatItem } from './provider.js';

/** One piece that an endpoint sends. */
export interface AnswerPiece {
  readonly error: string | undefined;
  readonly reasoning: string;
  readonly text: string;
}

export interface AnswerWire {
  /** The units of the wire: lines, or the data of events. */
  readonly units: AsyncIterable<string>;
  /** Returns undefined for a unit that is not a piece of an answer, and `end` for a mark that no piece will follow. */
  readonly read: (unit: string) => AnswerPiece | 'end' | undefined;
  /** Returns true once nothing more is needed, even if the connection stays open. */
  readonly isComplete: () => boolean;
  readonly client: EndpointClient;
  readonly call: Call;
}

/** Endpoints generate without end unless they get a limit. */
export const defaultMaxTokens = 8192;
export const maxLineBytes = 16 * 1024 * 1024;
/** In characters. A model that never stops is cut off here. */
const maxAnswerLength = 4_000_000;

/** Yields the text of an answer; the caller adds how it ended. */
export async function* answerItems(source: AnswerWire, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
  const { client, call } = source;
  let length = 0;
  for await (const unit of source.units) {
    signal.throwIfAborted();
    if (unit.trim() === '') continue;
    const piece = source.read(unit);
    if (piece === 'end') return;
    if (piece === undefined) throw client.nonsense(say('pieceNotUnderstood'));
    if (piece.error !== undefined) throw client.failure(call, piece.error);
    if (piece.reasoning !== '') yield { kind: 'reasoning', text: piece.reasoning };
    if (piece.text !== '') yield { kind: 'delta', text: piece.text };
    if (source.isComplete()) return;
    length += piece.text.length + piece.reasoning.length;
    if (length > maxAnswerLength) throw client.nonsense(say('answerTooLong', { n: maxAnswerLength }));
  }
}

/** Closes the socket, which stops the model, if the reader leaves early. */
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
