/** The places of an answer: what the search finds for the question, and the neighbours of the best for a model. */
import { raceAbort } from '../../base/signals.js';
import type { Ask } from '../../protocol/chat.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import type { Place } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import type { AnswerRequest, AnswerServices } from './answer-run.js';
import { retrievalQuery } from './retrieval-query.js';

/** Places that a question is answered from. By judgement: at up to 4,000 characters each they fill a window of 16,000 tokens. */
export const placesOfAnswer = 12;
/** The best places whose neighbours are asked for. By judgement: later places are often beside the point, and so are their neighbours. */
const nNeighboured = 4;
/** Of a model's window, at most, for neighbours. By judgement: what was asked for goes first. */
const neighbourShare = 0.2;
/** As `TokenEstimate` assumes at first. */
const charsPerToken = 3;

const nothingFound: SearchAnswer = { places: [], elapsedMs: 0, nFiles: 0, nChunks: 0 };

/** The places that a question is answered from. */
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
    // No folder is open, or none is indexed so far: a question may still be answered from what is attached.
    if (error instanceof ProblemError && error.problem.code === 'no-folder') return nothingFound;
    throw error;
  }
}

/** Neighbours of the best places; few, as what was asked for goes first. */
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
    // They are an extra: an answer is possible without.
    if (signal.aborted) throw error;
    return [];
  }
}
