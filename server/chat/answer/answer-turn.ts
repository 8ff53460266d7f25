/**
 * One question, from retrieval to its last word: places at once, then a model's answer over them, or the passages alone where no model can be had.
 * Everything that a person sees goes through `emit`; failures before the first word fall back to the passages, later ones are the turn's end.
 */
import type { Clock } from '../../base/clock.js';
import { raceAbort } from '../../base/signals.js';
import { within } from '../../base/within.js';
import type { ChosenModel } from '../../inference/model-manager.js';
import type { ChatFacts, ChatItem } from '../../inference/provider.js';
import type { Recorder } from '../../monitor/recorder.js';
import { abortError, isAbort } from '../../protocol/abort-error.js';
import type { AnswerFacts, Ask, AskItem, Citation, Turn } from '../../protocol/chat.js';
import type { ProblemTexts } from '../../protocol/localise-problem.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import type { Place, PlaceRange } from '../../protocol/place.js';
import { type Problem, ProblemError } from '../../protocol/problem.js';
import type { Neighbour, NeighbourQuery } from '../../search/search-methods.js';
import { allowedPlaces, isAllowed } from './allowed-places.js';
import type { AnswerMemory, MemoryQuestion } from './answer-memory.js';
import type { ChatModels } from './chat-models.js';
import { CitationParser } from './citations.js';
import { excerptOf } from './excerpt-of.js';
import type { Expanded } from './expand-command.js';
import { type ExtractiveRequest, extractiveAnswer } from './extractive.js';
import { type Packed, type PackedAttachment, type PromptMessage, pack } from './pack.js';
import { retrievalQuery } from './retrieval-query.js';
import type { SearchPlaces } from './search-places.js';
import type { TokenEstimate } from './token-estimate.js';

export interface AnswerServices {
  readonly search: SearchPlaces;
  /** What the found places call, and who calls them: context for a model. */
  readonly neighbours: (query: NeighbourQuery, signal: AbortSignal) => Promise<readonly Neighbour[]>;
  readonly models: ChatModels;
  /** Sentences of ours in the person's language; empty for English. */
  readonly texts: ProblemTexts;
  /** Absent where answers are not kept. */
  readonly memory?: AnswerMemory;
  readonly estimate: TokenEstimate;
  readonly recorder: Recorder;
  readonly clock: Clock;
}

export interface AnswerRequest {
  readonly ask: Ask;
  /** The question, with its slash command taken apart. */
  readonly expanded: Expanded;
  readonly help: string;
  /** Earlier turns, oldest first. */
  readonly history: readonly Turn[];
  readonly attachments: (signal: AbortSignal) => Promise<readonly PackedAttachment[]>;
  readonly labelOf: (range: Pick<PlaceRange, 'folder' | 'path'>) => string;
  /** An answer that ended too early: its places are used again, and its text is written on. */
  readonly unfinished: Turn | undefined;
}

type Emit = (item: AskItem) => void;

/** Places that a question is answered from. */
export const placesOfAnswer = 12;
const nNeighboured = 4;
const neighbourShare = 0.2;
const charsPerToken = 3;
/** The search waits so long for an answer that was given before. */
const recallHeadStartMs = 4;
/** A window packed so full that the server refused it is packed again with this share. */
const repackShare = 0.7;
/** Characters of an unfinished answer that a model sees again. */
const maxResumeChars = 6_000;

export async function answerTurn(request: AnswerRequest, rooms: AnswerServices, emit: Emit, signal: AbortSignal): Promise<AnswerFacts> {
  const { ask, expanded, unfinished } = request;
  const timing = new Timing(rooms.clock);
  if (expanded.by === 'help') return fixed(request.help, timing, emit);
  emit({ kind: 'phase', phase: 'looking' });
  // The model is looked for while the places are: either may take a while.
  const choosing = (expanded.by === 'passages' ? Promise.resolve(undefined) : rooms.models.choose(ask.model, expanded.task, signal)).then(
    (chosen): ChosenModel | Problem | undefined => chosen,
    (error: unknown): Problem => problemOrThrow(error),
  );
  choosing.catch(() => undefined); // Awaited below; a failed search must not leave it unhandled.
  const attaching = request.attachments(signal);
  attaching.catch(() => undefined); // As above.
  const recalling = recall(request, { choosing, attaching }, rooms, signal);
  recalling.catch(() => undefined); // As above.
  // What is in memory is known at once, and then nothing is searched; whatever takes longer is looked for beside the search.
  const known = await within(recalling, recallHeadStartMs, signal);
  if (known) return again(known, timing, emit);
  const looking = new AbortController();
  const finding = unfinished
    ? Promise.resolve(asAnswer(unfinished))
    : rooms.recorder.span('chat/retrieve', () => retrieve(request, rooms, AbortSignal.any([signal, looking.signal])));
  finding.catch(() => undefined); // As above; it is given up where the answer is already known.
  // Whichever is first: an answer that was given before needs no search, and a slow endpoint must not hold the places back.
  const early = await Promise.race([recalling, finding.then(() => undefined)]);
  if (early) {
    looking.abort(abortError('The answer is known'));
    return again(early, timing, emit);
  }
  const found = allowedPlaces(await finding, ask.context);
  emit({ kind: 'places', places: found.places, elapsedMs: timing.elapsed() });
  timing.item();
  const attachments = await attaching;
  const chosen = await raceAbort(choosing, signal);
  if (chosen === undefined || 'code' in chosen) return extractive(request, { found, reason: chosen, texts: rooms.texts }, timing, emit);
  const unseen = chosen.sees === true ? undefined : attachments.find(({ kind }) => kind === 'image');
  if (unseen)
    throw new ProblemError('model-unfit', `The model "${chosen.model}" sees no images`, 'Choose a model that does, or take the image away');
  if (found.places.length === 0 && attachments.length === 0 && request.history.length === 0)
    return extractive(request, { found, reason: undefined, texts: rooms.texts }, timing, emit);
  const late = await raceAbort(recalling, signal);
  if (late) return again(late, timing, emit);
  const neighbours = unfinished ? [] : await neighboursOf(found.places, chosen.windowTokens, rooms, signal);
  const around = neighbours.filter(place => isAllowed(place, ask.context));
  try {
    return await fromModel(request, { places: [...found.places, ...around], attachments, chosen, share: 1 }, rooms, timing, emit, signal);
  } catch (error) {
    const problem = problemOrThrow(error);
    if (timing.firstTokenMs !== undefined || unfinished) throw error;
    return extractive(request, { found, reason: problem, texts: rooms.texts }, timing, emit);
  }
}

type Recalled = Awaited<ReturnType<AnswerMemory['recall']>>;

/** The same answer, where the same was asked of the same model and nothing that it stands on has changed. */
async function recall(
  request: AnswerRequest,
  given: {
    readonly choosing: Promise<ChosenModel | Problem | undefined>;
    readonly attaching: Promise<readonly PackedAttachment[]>;
  },
  { memory, recorder }: AnswerServices,
  signal: AbortSignal,
): Promise<Recalled> {
  if (memory === undefined || request.ask.fresh || request.unfinished) return undefined;
  const [chosen, attachments] = await Promise.all([given.choosing, given.attaching]);
  if (chosen === undefined || 'code' in chosen) return undefined;
  return recorder.span('chat/recall', () => memory.recall(memoryQuestion(request, attachments, chosen), signal));
}

const memoryQuestion = (
  { ask, expanded, history }: AnswerRequest,
  attachments: readonly PackedAttachment[],
  chosen: ChosenModel,
): MemoryQuestion => ({ question: ask.question, expanded, history, attachments, context: ask.context, chosen });

function again({ level, answer }: NonNullable<Recalled>, timing: Timing, emit: Emit): AnswerFacts {
  emit({ kind: 'places', places: answer.places, elapsedMs: timing.elapsed() });
  timing.item();
  emit({ kind: 'phase', phase: 'writing' });
  timing.token();
  emit({ kind: 'delta', text: answer.text });
  for (const citation of answer.citations) emit({ kind: 'citation', citation });
  return { source: `cache-${level}`, model: answer.model, ...timing.facts(), local: answer.local };
}

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

function fixed(text: string, timing: Timing, emit: Emit): AnswerFacts {
  emit({ kind: 'delta', text });
  timing.token();
  return { source: 'extractive', ...timing.facts(), local: true };
}

type Extract = Pick<ExtractiveRequest, 'found' | 'reason' | 'texts'>;

function extractive(request: AnswerRequest, extract: Extract, timing: Timing, emit: Emit): AnswerFacts {
  const { topic } = request.expanded;
  const { text, sent } = extractiveAnswer({ ...extract, question: topic, labelOf: request.labelOf });
  emit({ kind: 'phase', phase: 'writing' });
  emit({ kind: 'delta', text });
  const parser = new CitationParser(sent);
  for (const citation of [...parser.feed(text), ...parser.finish()]) emit({ kind: 'citation', citation });
  timing.token();
  return { source: 'extractive', ...timing.facts(), local: true };
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

interface ModelInput {
  /** Best first. */
  readonly places: readonly Place[];
  readonly attachments: readonly PackedAttachment[];
  readonly chosen: ChosenModel;
  /** Of the window that is packed. */
  readonly share: number;
}

async function fromModel(
  request: AnswerRequest,
  input: ModelInput,
  rooms: AnswerServices,
  timing: Timing,
  emit: Emit,
  signal: AbortSignal,
): Promise<AnswerFacts> {
  const { provider, model, windowTokens } = input.chosen;
  emit({ kind: 'phase', phase: 'reading' });
  const packed = packFor(request, input, rooms.estimate);
  emit(packedItem(packed, windowTokens));
  const messages = [...packed.messages, ...resume(request.unfinished)];
  const base = request.unfinished?.text.length ?? 0;
  const parser = new CitationParser(packed.sent);
  const emitCitations = (found: ReturnType<CitationParser['feed']>): void => {
    for (const citation of found) {
      const placed = { ...citation, at: citation.at + base };
      citations.push(placed);
      emit({ kind: 'citation', citation: placed });
    }
  };
  let end: ChatFacts | undefined;
  let text = '';
  const citations: Citation[] = [];
  const stream = provider.chat(
    { model, messages, windowTokens, maxTokens: packed.nAnswerTokens, temperature: 0.2, priority: 'person' },
    signal,
  );
  try {
    for await (const item of abortable(stream, signal)) {
      switch (item.kind) {
        case 'loading':
          emit({ kind: 'phase', phase: 'loading-model', detail: `${item.model}, for ${Math.round(item.elapsedMs / 1000)} s` });
          break;
        case 'reasoning':
          if (timing.token()) emit({ kind: 'phase', phase: 'writing', detail: 'thinking' });
          emit({ kind: 'reasoning', text: item.text });
          break;
        case 'delta':
          if (timing.token()) emit({ kind: 'phase', phase: 'writing' });
          text += item.text;
          emit({ kind: 'delta', text: item.text });
          emitCitations(parser.feed(item.text));
          break;
        case 'end':
          end = item.facts;
      }
    }
  } catch (error) {
    emitCitations(parser.finish());
    const isOverflow = error instanceof ProblemError && error.problem.code === 'context-overflow';
    if (!isOverflow || timing.firstTokenMs !== undefined || input.share < 1) throw error;
    return fromModel(request, { ...input, share: repackShare }, rooms, timing, emit, signal);
  }
  emitCitations(parser.finish());
  // The tokens of an image would be taken for those of text.
  if (end?.nPromptTokens !== undefined && messages.every(({ images }) => images === undefined))
    rooms.estimate.learn(model, bytesOf(messages), end.nPromptTokens);
  if (text === '')
    throw new ProblemError('endpoint-nonsense', `The model "${model}" answered with no text`, 'Ask again, or choose another model');
  const { memory } = rooms;
  if (end?.reason === 'stop' && input.share === 1 && !request.unfinished && memory !== undefined) {
    const answer = { text, places: input.places, citations, model, local: provider.local };
    memory.keep(memoryQuestion(request, input.attachments, input.chosen), answer);
  }
  if (end?.reason === 'length') emit({ kind: 'delta', text: '\n\n*The answer was cut: it is as long as the model may write.*' });
  return { source: 'model', model, ...timing.facts(), ...modelFacts(end), local: provider.local };
}

function packFor(request: AnswerRequest, { places, attachments, chosen, share }: ModelInput, estimate: TokenEstimate): Packed {
  return pack({
    question: request.expanded.instruction,
    attachments,
    history: request.history,
    excerpts: places.map(place => excerptOf(place, request.labelOf(place))),
    windowTokens: Math.floor(chosen.windowTokens * share) - (request.unfinished ? Math.ceil(maxResumeChars / 3) : 0),
    count: text => estimate.tokens(chosen.model, text),
  });
}

function packedItem(packed: Packed, windowTokens: number): AskItem {
  return {
    kind: 'packed',
    nTokens: packed.nTokens,
    windowTokens,
    sent: packed.sent.map(({ range }) => range),
    leftOut: { nPlaces: packed.nPlacesLeftOut, nAttachments: packed.nAttachmentsLeftOut, nTurns: packed.nTurnsLeftOut },
  };
}

function resume(unfinished: Turn | undefined): readonly PromptMessage[] {
  if (unfinished === undefined) return [];
  return [
    { role: 'assistant', content: unfinished.text.slice(-maxResumeChars) },
    { role: 'user', content: 'Go on exactly where you stopped. Repeat nothing.' },
  ];
}

/** Leaves the stream at once when the signal aborts, whatever the stream does about it. */
async function* abortable(stream: AsyncIterable<ChatItem>, signal: AbortSignal): AsyncGenerator<ChatItem> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await raceAbort(Promise.resolve(iterator.next()), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a stream that hangs must not hold the turn.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

const nothingFound: SearchAnswer = { places: [], elapsedMs: 0, nFiles: 0, nChunks: 0 };

const asAnswer = (turn: Turn): SearchAnswer => ({ places: turn.places, elapsedMs: 0, nFiles: 0, nChunks: 0 });

const bytesOf = (messages: readonly PromptMessage[]): number =>
  messages.reduce((sum, message) => sum + Buffer.byteLength(message.content), 0);

function problemOrThrow(error: unknown): Problem {
  if (error instanceof ProblemError && !isAbort(error)) return error.problem;
  throw error;
}

function modelFacts(end: ChatFacts | undefined): Partial<AnswerFacts> {
  const { nTokens, generateMs, nPromptTokens } = end ?? {};
  return {
    ...(nTokens !== undefined && generateMs !== undefined && generateMs > 0 && { tokensPerSecond: (nTokens / generateMs) * 1000 }),
    ...(nPromptTokens !== undefined && { nPromptTokens }),
  };
}

class Timing {
  readonly #clock: Clock;
  readonly #start: number;
  #firstItemMs: number | undefined;
  firstTokenMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#start = clock.now();
  }

  elapsed(): number {
    return this.#clock.now() - this.#start;
  }

  item(): void {
    this.#firstItemMs ??= this.elapsed();
  }

  /** True for the first. */
  token(): boolean {
    if (this.firstTokenMs !== undefined) return false;
    this.firstTokenMs = this.elapsed();
    return true;
  }

  facts(): Pick<AnswerFacts, 'firstItemMs' | 'firstTokenMs' | 'totalMs'> {
    const totalMs = this.elapsed();
    return {
      firstItemMs: this.#firstItemMs ?? totalMs,
      ...(this.firstTokenMs !== undefined && { firstTokenMs: this.firstTokenMs }),
      totalMs,
    };
  }
}
