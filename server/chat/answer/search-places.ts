/** What the chat asks of the search: ranked places for a question. */
import type { SearchAnswer, SearchQuery } from '../../protocol/methods/query-methods.js';

export type SearchPlaces = (query: SearchQuery, signal: AbortSignal) => Promise<SearchAnswer>;
