/** How an answer is read whatever an endpoint speaks: piece by piece, bounded, and stopped at its source when the reader leaves. */

import { abortError } from '../protocol/abort-error.js';
import type { Call, EndpointClient } from './endpoint-client.js';
import type { ChatItem } from './provider.js';

/** What an endpoint sends at a time. */
export interface AnswerPiece {
  readonly error: string | undefined;
  readonly reasoning: string;
  readonly text: string;
}

export interface AnswerWire {
  /** Of the wire: lines, or the data of events. */
  readonly units: AsyncIterable<string>;
  /** Undefined for what is no piece of an answer; `end` for a mark that none will follow. */
  readonly read: (unit: string) => AnswerPiece | 'end' | undefined;
  /** True once nothing more is wanted, though the wire may go on. */
  readonly isComplete: () => boolean;
  readonly client: EndpointClient;
  readonly call: Call;
}

/** Endpoints generate without end unless told otherwise. */
export const defaultMaxTokens = 8192;
export const maxLineBytes = 16 * 1024 * 1024;
/** A model that never stops is cut here, in characters. */
const maxAnswerLength = 4_000_000;

/** The words of an answer; how it ended is the caller's to tell. */
export async function* answerItems(source: AnswerWire, signal: AbortSignal): AsyncGenerator<ChatItem, void, undefined> {
  const { client, call } = source;
  let length = 0;
  for await (const unit of source.units) {
    signal.throwIfAborted();
    if (unit.trim() === '') continue;
    const piece = source.read(unit);
    if (piece === 'end') return;
    if (piece === undefined) throw client.nonsense('something that is not a piece of an answer');
    if (piece.error !== undefined) throw client.failure(call, piece.error);
    if (piece.reasoning !== '') yield { kind: 'reasoning', text: piece.reasoning };
    if (piece.text !== '') yield { kind: 'delta', text: piece.text };
    if (source.isComplete()) return;
    length += piece.text.length + piece.reasoning.length;
    if (length > maxAnswerLength) throw client.nonsense(`an answer of more than ${maxAnswerLength} characters`);
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
