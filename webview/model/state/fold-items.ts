/** Folds streamed items into a turn. Pure; a batch makes one new value, however many items it has. */
import type { AskItem, Citation } from '../../../server/protocol/chat.js';
import type { TurnState } from './turn-state.js';

/** A model that repeats itself for ever must not use up the panel's memory: text beyond this is dropped here, and kept by the server. */
const maxTextLength = 12_000_000;

export function foldItems(turn: TurnState, items: readonly AskItem[], nowMs: number): TurnState {
  if (items.length === 0 || turn.life.kind === 'ended') return turn;
  let { places, placesMs, text, reasoning, leftOut, life } = turn;
  let citations: Citation[] | undefined;
  if (life.kind === 'resuming') {
    // The places stay until they are sent again, so that they do not flicker.
    text = reasoning = '';
    citations = [];
    life = { kind: 'waiting', for: 'looking', detail: undefined, sinceMs: life.sinceMs };
  }
  for (const item of items) {
    switch (item.kind) {
      case 'phase':
        if (life.kind === 'waiting' && life.for === item.phase) life = { ...life, detail: item.detail };
        else if (!(life.kind === 'writing' && item.phase === 'writing')) {
          life = { kind: 'waiting', for: item.phase, detail: item.detail, sinceMs: nowMs };
        }
        break;
      case 'places':
        places = item.places;
        placesMs = item.elapsedMs;
        break;
      case 'packed':
        leftOut = item.leftOut;
        break;
      case 'reasoning':
        reasoning += item.text;
        if (!(life.kind === 'waiting' && life.for === 'thinking')) {
          life = { kind: 'waiting', for: 'thinking', detail: undefined, sinceMs: nowMs };
        }
        break;
      case 'delta':
        if (text.length < maxTextLength) text += item.text;
        if (life.kind !== 'writing') life = { kind: 'writing' };
        break;
      case 'citation':
        citations ??= [...turn.citations];
        if (!citations.some(known => known.at === item.citation.at)) citations.push(item.citation);
        break;
    }
  }
  return { ...turn, places, placesMs, text, reasoning, leftOut, life, citations: citations ?? turn.citations };
}
