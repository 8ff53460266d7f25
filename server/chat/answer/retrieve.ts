/** Retrieves the places of an answer: what the search finds for the question and, for a model, the neighbours of the best places. */
import { raceAbort } from '../../base/signals.js';
import type { Ask } from '../../protocol/chat.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import type { Place } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import type { AnswerRequest, AnswerServices } from './answer-run.js';
import { retrievalQuery } from './retrieval-query.js';

/** Number of places that a question is answered from. By judgement: at up to 4,000 characters each they fill a window of 16,000 tokens. */
export const placesOfAnswer = 12;
/** Number of best places whose neighbours are requested. By judgement: later places are often irrelevant, and so are their neighbours. */
const nNeighboured = 4;
/** Largest share of a model's window for neighbours. By judgement: the found places matter more. */
const neighbourShare = 0.2;
/** The same value that `TokenEstimate` assumes at first. */
const charsPerToken = 3;

const nothingFound: SearchAnswer = { places: [], elapsedMs: 0, nFiles: 0, nChunks: 0 };

/** Returns the places that a question is answered from. */
export async function retrieve(
  { expanded, history, ask }: Pick<AnswerRequest, 'expanded' | 'history'> & { readonly ask: Pick<Ask, 'context'> },
  { search }: Pick<AnswerServices, 'search'>,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  if (ask.context?.places === false) return nothingFound;
  const query = retrievalQuery(expanded.topic, history.at(-1)?.question);
  try {
    return await raceAbort(search({ query, limit: placesOfAnswer }, signal), signal);
  } catch (error) {
    // No folder is open, or none is indexed yet. The question can still be answered from its attachments.
    if (error instanceof ProblemError && error.problem.code === 'no-folder') return nothingFound;
    throw error;
  }
}

/** Returns a few neighbours of the best places. */
export async function neighboursOf(
  places: readonly Place[],
  windowTokens: number,
  { neighbours, recorder }: Pick<AnswerServices, 'neighbours' | 'recorder'>,
  signal: AbortSignal,
): Promise<readonly Place[]> {
  if (places.length === 0) return [];
  const query = { places: places.slice(0, nNeighboured), maxChars: Math.floor(windowTokens * neighbourShare) * charsPerToken };
  try {
    const found = await recorder.span('chat/neighbours', () => raceAbort(neighbours(query, signal), signal));
    return found.map(({ place }) => place);
  } catch (error) {
    // Neighbours are optional: an answer is possible without them.
    if (signal.aborted) throw error;
    return [];
  }
}
