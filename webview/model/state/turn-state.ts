/** One question and its answer, as the panel stores them. Pure. */

import type { AskPhase, Attachment, Citation, LeftOut, QuestionContext, Turn, TurnEnd } from '../../../server/protocol/chat.js';
import type { Place } from '../../../server/protocol/place.js';
import type { Sentence } from '../../../server/protocol/sentences/sentence.js';

/** What an answer is waiting for: the server's phases, and those that only the panel knows. */
export type WaitingFor = AskPhase | 'sending' | 'thinking' | 'reconnecting';

export type TurnLife =
  /** Nothing is being written yet. `sinceMs` is the time of a clock that never goes backwards. */
  | { readonly kind: 'waiting'; readonly for: WaitingFor; readonly detail: Sentence | undefined; readonly sinceMs: number }
  | { readonly kind: 'writing' }
  /** The answer is streamed again from its beginning: the next items replace everything that is shown. */
  | { readonly kind: 'resuming'; readonly sinceMs: number }
  | { readonly kind: 'ended'; readonly end: TurnEnd };

export interface TurnState {
  readonly id: string;
  readonly question: string;
  readonly attachments: readonly Attachment[];
  readonly context: QuestionContext | undefined;
  readonly askedAt: number;
  readonly places: readonly Place[];
  readonly placesMs: number | undefined;
  readonly text: string;
  readonly reasoning: string;
  readonly citations: readonly Citation[];
  readonly leftOut: LeftOut;
  readonly life: TurnLife;
}

/** A question before it is a turn. */
export interface Asking {
  readonly turnId: string;
  readonly question: string;
  readonly attachments: readonly Attachment[];
  readonly context?: QuestionContext | undefined;
}

const nothingLeftOut: LeftOut = { nPlaces: 0, nAttachments: 0, nTurns: 0 };

export function askedTurn(ask: Asking, askedAt: number, sinceMs: number): TurnState {
  return {
    id: ask.turnId,
    question: ask.question,
    attachments: ask.attachments,
    context: ask.context,
    askedAt,
    places: [],
    placesMs: undefined,
    text: '',
    reasoning: '',
    citations: [],
    leftOut: nothingLeftOut,
    life: { kind: 'waiting', for: 'sending', detail: undefined, sinceMs },
  };
}

/** Returns a turn as the server stored it; one without an end is still being answered somewhere. */
export function keptTurn(turn: Turn, sinceMs: number): TurnState {
  return {
    id: turn.id,
    question: turn.question,
    attachments: turn.attachments,
    context: turn.context,
    askedAt: turn.askedAt,
    places: turn.places,
    placesMs: undefined,
    text: turn.text,
    reasoning: turn.reasoning ?? '',
    citations: turn.citations,
    leftOut: nothingLeftOut,
    life: turn.end ? { kind: 'ended', end: turn.end } : { kind: 'resuming', sinceMs },
  };
}

export const isRunning = (turn: TurnState): boolean => turn.life.kind !== 'ended';
