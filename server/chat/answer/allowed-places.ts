/** Filters the places that may be sent with a question: drops those that the person removed. Pure. */

import type { QuestionContext } from '../../protocol/chat.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import { overlaps } from '../../protocol/overlaps.js';
import type { PlaceRange } from '../../protocol/place.js';

export function allowedPlaces(found: SearchAnswer, context: QuestionContext | undefined): SearchAnswer {
  if (context === undefined) return found;
  return { ...found, places: found.places.filter(place => isAllowed(place, context)) };
}

/** Returns false also for a place that shares a line with a removed one, because it would bring the same text back. */
export function isAllowed(place: PlaceRange, context: QuestionContext | undefined): boolean {
  if (context === undefined) return true;
  return context.places && !context.without.some(other => overlaps(place, other));
}
