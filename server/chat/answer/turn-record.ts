/** Converts a turn between its stored form and the streamed items. Pure. */

import type { Ask, AskItem, Turn, TurnEnd } from '../../protocol/chat.js';
import type { Place } from '../../protocol/place.js';
import { withoutImage } from '../../protocol/without-image.js';
import type { StreamingResponseHandler } from './streaming-response.js';

/** Characters of a place's text that are stored: enough for a preview. */
const maxKeptChars = 1_500;

export interface RecordedTurn {
  readonly ask: Ask;
  readonly askedAt: number;
  /** URIs of the open folders. */
  readonly folders: readonly string[];
  readonly places: readonly Place[];
  readonly response: StreamingResponseHandler;
  /** The text that this answer continues, and its citations. */
  readonly before: Pick<Turn, 'text' | 'citations'> | undefined;
}

export function turnOf({ ask, askedAt, folders, places, response, before }: RecordedTurn, end: TurnEnd | undefined): Turn {
  return {
    id: ask.turnId,
    folders,
    question: ask.question,
    attachments: ask.attachments.map(withoutImage),
    ...(ask.context !== undefined && { context: ask.context }),
    askedAt,
    places: places.map(place => ({ ...place, text: place.text.slice(0, maxKeptChars) })),
    text: (before?.text ?? '') + response.text,
    ...(response.reasoning !== '' && { reasoning: response.reasoning }),
    citations: [...(before?.citations ?? []), ...response.citations],
    ...(end !== undefined && { end }),
  };
}

/** Returns a stored turn as the items that were once streamed. */
export function itemsOf(turn: Turn): readonly AskItem[] {
  return [
    { kind: 'places', places: turn.places, elapsedMs: 0 },
    ...(turn.reasoning === undefined ? [] : [{ kind: 'reasoning', text: turn.reasoning } as const]),
    ...(turn.text === '' ? [] : [{ kind: 'delta', text: turn.text } as const]),
    ...turn.citations.map(citation => ({ kind: 'citation', citation }) as const),
  ];
}
