/** One run of a question: the question and what is needed to answer it. Types only. */
import type { Clock } from '../../base/clock.js';
import type { Recorder } from '../../monitor/recorder.js';
import type { Ask, AskItem, Turn } from '../../protocol/chat.js';
import type { SearchAnswer, SearchQuery } from '../../protocol/methods/query-methods.js';
import type { PlaceRange } from '../../protocol/place.js';
import type { Wording } from '../../protocol/sentences/sentence.js';
import type { Neighbour, NeighbourQuery } from '../../search/search-thread-methods.js';
import type { AnswerMemory } from './answer-memory.js';
import type { ChatModels } from './chat-models.js';
import type { Expanded } from './expand-command.js';
import type { PackedAttachment } from './pack.js';
import type { PromptSpeed } from './prompt-speed.js';
import type { TokenEstimate } from './token-estimate.js';
import type { TurnTiming } from './turn-timing.js';

/** What the chat asks of the search: ranked places for a question. */
export type FindPlaces = (query: SearchQuery, signal: AbortSignal) => Promise<SearchAnswer>;

export interface AnswerServices {
  readonly search: FindPlaces;
  /** Returns callees and callers of the found places: context for a model. */
  readonly neighbours: (query: NeighbourQuery, signal: AbortSignal) => Promise<readonly Neighbour[]>;
  /** Returns the share of the files that can be found now: see `indexedShare`. */
  readonly indexedShare: () => number;
  readonly models: ChatModels;
  /** The language of the server's own sentences in an answer. */
  readonly wording: Wording;
  /** Undefined if answers are not stored. */
  readonly memory?: AnswerMemory;
  readonly estimate: TokenEstimate;
  readonly speed: PromptSpeed;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

export interface AnswerRequest {
  readonly ask: Ask;
  /** The question, with its slash command parsed. */
  readonly expanded: Expanded;
  readonly help: string;
  /** Earlier turns, oldest first. */
  readonly history: readonly Turn[];
  readonly attachments: (signal: AbortSignal) => Promise<readonly PackedAttachment[]>;
  readonly labelOf: (range: Pick<PlaceRange, 'folder' | 'path'>) => string;
  /** An answer that ended too early: its places are used again, and its text is continued. */
  readonly unfinished: Turn | undefined;
}

/** What every step of an answer needs. */
export interface AnswerRun {
  readonly request: AnswerRequest;
  readonly services: AnswerServices;
  readonly timing: TurnTiming;
  readonly emit: (item: AskItem) => void;
  readonly signal: AbortSignal;
}
