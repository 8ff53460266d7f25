/**
 * Answers one question, from retrieval to the last word. A turn is `known` if the same question was answered before, `found` once there are
 * places to answer from, or `failed`; the first of these decides how it continues. Everything that a person sees goes through `emit`. If a
 * model fails before its first word, the passages answer instead; if it fails later, the turn ends.
 */
import { raceAbort } from '../../base/signals.js';
import { within } from '../../base/within.js';
import type { ChosenModel } from '../../inference/model-manager.js';
import { abortError, isAbort } from '../../protocol/abort-error.js';
import type { AnswerFacts, AskItem, Turn } from '../../protocol/chat.js';
import type { SearchAnswer } from '../../protocol/methods/query-methods.js';
import { type Problem, ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import { allowedPlaces, isAllowed } from './allowed-places.js';
import type { AnswerMemory } from './answer-memory.js';
import type { AnswerRequest, AnswerRun, AnswerServices } from './answer-run.js';
import { CitationParser } from './citations.js';
import { extractiveAnswer } from './extractive.js';
import { memoryQuestion, modelAnswer } from './model-answer.js';
import type { PackedAttachment } from './pack.js';
import { neighboursOf, retrieve } from './retrieve.js';
import { TurnTiming } from './turn-timing.js';

type Known = { readonly kind: 'known'; readonly recalled: NonNullable<Awaited<ReturnType<AnswerMemory['recall']>>> };
/** `indexedShare`: of the files, when the search began. */
type Found = { readonly kind: 'found'; readonly found: SearchAnswer; readonly indexedShare: number };
type Failed = { readonly kind: 'failed'; readonly error: unknown };

/** `none` without a reason: no model was requested. */
type Choice = { readonly kind: 'model'; readonly chosen: ChosenModel } | { readonly kind: 'none'; readonly reason: Problem | undefined };

/** Work that runs in parallel to the search from the start; each part may take a while. */
interface Preparation {
  readonly choosing: Promise<Choice>;
  readonly attaching: Promise<readonly PackedAttachment[]>;
  /** Never rejects. Undefined if the answer is not known. */
  readonly recalling: Promise<Known | Failed | undefined>;
}

/** The search waits this long for a stored answer. By judgement: a memory hit takes less, and a person does not notice the delay. */
const recallHeadStartMs = 4;

export async function answerTurn(
  request: AnswerRequest,
  services: AnswerServices,
  emit: (item: AskItem) => void,
  signal: AbortSignal,
): Promise<AnswerFacts> {
  const run: AnswerRun = { request, services, timing: new TurnTiming(services.clock), emit, signal };
  if (request.expanded.by === 'help') return fixedAnswer(run, request.help);
  emit({ kind: 'phase', phase: 'looking' });
  const preparation = prepare(run);
  const outcome = await firstOutcome(run, preparation);
  if (outcome.kind !== 'found') return settledAnswer(run, outcome);
  const { indexedShare } = outcome;
  return { ...(await foundAnswer(run, preparation, outcome)), ...(indexedShare < 1 && { indexedShare }) };
}

function prepare(run: AnswerRun): Preparation {
  const choosing = awaitedLater(choose(run));
  const attaching = awaitedLater(run.request.attachments(run.signal));
  return { choosing, attaching, recalling: recall(run, choosing, attaching) };
}

async function choose({ request: { ask, expanded }, services, signal }: AnswerRun): Promise<Choice> {
  if (expanded.by === 'passages') return { kind: 'none', reason: undefined };
  try {
    return { kind: 'model', chosen: await services.models.choose(ask.model, expanded.task, signal) };
  } catch (error) {
    return { kind: 'none', reason: problemOrThrow(error) };
  }
}

/** Returns the stored answer if the same model was asked the same question and nothing that the answer rests on has changed. */
async function recall(
  { request, services: { memory, recorder }, signal }: AnswerRun,
  choosing: Promise<Choice>,
  attaching: Promise<readonly PackedAttachment[]>,
): Promise<Known | Failed | undefined> {
  if (memory === undefined || request.ask.fresh || request.unfinished) return undefined;
  try {
    const [choice, attachments] = await Promise.all([choosing, attaching]);
    if (choice.kind === 'none') return undefined;
    const question = memoryQuestion(request, attachments, choice.chosen);
    const recalled = await recorder.span('chat/recall', () => memory.recall(question, signal));
    return recalled && { kind: 'known', recalled };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

/**
 * An answer in memory is found at once, and then nothing is searched. Otherwise recall and search run in parallel, because a slow endpoint
 * must not delay the places.
 */
async function firstOutcome(run: AnswerRun, { recalling }: Preparation): Promise<Known | Found | Failed> {
  const early = await within(recalling, recallHeadStartMs, run.signal);
  if (early !== undefined) return early;
  const searching = new AbortController();
  try {
    const finding = find(run, AbortSignal.any([run.signal, searching.signal]));
    const remembered = async (): Promise<Known | Found | Failed> => (await recalling) ?? finding;
    return await Promise.race([finding, remembered()]);
  } finally {
    searching.abort(abortError('The answer is known'));
  }
}

async function find({ request, services }: AnswerRun, signal: AbortSignal): Promise<Found | Failed> {
  try {
    if (request.unfinished) return { kind: 'found', found: placesOf(request.unfinished), indexedShare: 1 };
    const indexedShare = services.indexedShare();
    return { kind: 'found', indexedShare, found: await services.recorder.span('chat/retrieve', () => retrieve(request, services, signal)) };
  } catch (error) {
    return { kind: 'failed', error };
  }
}

function settledAnswer(run: AnswerRun, outcome: Known | Failed): AnswerFacts {
  if (outcome.kind === 'failed') throw outcome.error;
  return knownAnswer(run, outcome);
}

async function foundAnswer(run: AnswerRun, preparation: Preparation, { found: all, indexedShare }: Found): Promise<AnswerFacts> {
  const { request, services, timing, emit, signal } = run;
  const found = allowedPlaces(all, request.ask.context);
  emit({ kind: 'places', places: found.places, elapsedMs: timing.elapsed() });
  timing.item();
  const attachments = await preparation.attaching;
  const choice = await raceAbort(preparation.choosing, signal);
  if (choice.kind === 'none') return passagesAnswer(run, found, choice.reason);
  const { chosen } = choice;
  assertSees(chosen, attachments);
  if (found.places.length === 0 && attachments.length === 0 && request.history.length === 0) return passagesAnswer(run, found, undefined);
  const late = await raceAbort(preparation.recalling, signal);
  if (late !== undefined) return settledAnswer(run, late);
  const neighbours = request.unfinished ? [] : await neighboursOf(found.places, chosen.windowTokens, services, signal);
  const around = neighbours.filter(place => isAllowed(place, request.ask.context));
  try {
    return await modelAnswer(run, { places: [...found.places, ...around], attachments, chosen, isWhole: indexedShare === 1 });
  } catch (error) {
    const problem = problemOrThrow(error);
    if (timing.hasToken || request.unfinished) throw error;
    return passagesAnswer(run, found, problem);
  }
}

function assertSees(chosen: ChosenModel, attachments: readonly PackedAttachment[]): void {
  if (chosen.sees === true || attachments.every(({ kind }) => kind !== 'image')) return;
  throw new ProblemError('model-unfit', say('noImages', { model: chosen.model }), say('chooseSeeing'));
}

function knownAnswer({ timing, emit }: AnswerRun, { recalled: { level, answer } }: Known): AnswerFacts {
  emit({ kind: 'places', places: answer.places, elapsedMs: timing.elapsed() });
  timing.item();
  emit({ kind: 'phase', phase: 'writing' });
  timing.token();
  emit({ kind: 'delta', text: answer.text });
  for (const citation of answer.citations) emit({ kind: 'citation', citation });
  return { source: `cache-${level}`, model: answer.model, ...timing.facts(), local: answer.local };
}

function fixedAnswer({ timing, emit }: AnswerRun, text: string): AnswerFacts {
  emit({ kind: 'delta', text });
  timing.token();
  return { source: 'extractive', ...timing.facts(), local: true };
}

/** `reason`: why no model answers; undefined if none was requested. */
function passagesAnswer({ request, services, timing, emit }: AnswerRun, found: SearchAnswer, reason: Problem | undefined): AnswerFacts {
  const { labelOf, expanded } = request;
  const { text, sent } = extractiveAnswer({ found, wording: services.wording, question: expanded.topic, labelOf });
  emit({ kind: 'phase', phase: 'writing' });
  emit({ kind: 'delta', text });
  const parser = new CitationParser(sent);
  for (const citation of [...parser.feed(text), ...parser.finish()]) emit({ kind: 'citation', citation });
  timing.token();
  return { source: 'extractive', ...timing.facts(), local: true, ...(reason && { noModel: reason }) };
}

const placesOf = (turn: Turn): SearchAnswer => ({ places: turn.places, elapsedMs: 0, nFiles: 0, nChunks: 0 });

/** Marks a promise whose rejection is handled when it is awaited later, so that Node does not report it as unhandled before. */
function awaitedLater<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

function problemOrThrow(error: unknown): Problem {
  if (error instanceof ProblemError && !isAbort(error)) return error.problem;
  throw error;
}
