/** An answer that a model writes: packs the prompt, streams the words with checked citations, and remembers the answer. */
import { raceAbort } from '../../base/signals.js';
import type { ChosenModel } from '../../inference/model-manager.js';
import type { ChatFacts, ChatItem } from '../../inference/provider.js';
import type { AnswerFacts, AskItem, Citation, Turn } from '../../protocol/chat.js';
import type { Place } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import { say, worded } from '../../protocol/sentences/sentence.js';
import { SecretMasks } from '../../safety/secrets/mask-secrets.js';
import type { MemoryQuestion } from './answer-memory.js';
import type { AnswerRequest, AnswerRun, AnswerServices } from './answer-run.js';
import { CitationParser } from './citations.js';
import { excerptOf } from './excerpt-of.js';
import { type Packed, type PackedAttachment, type PromptMessage, pack } from './pack.js';

/**
 * A prompt that the server refused as too long is packed again with this share of the window. That suffices for tokenizers down to 2.1
 * bytes
 * per token, whereas `TokenEstimate` assumes 3 at first.
 */
const repackShare = 0.7;
/** Characters of an unfinished answer that are sent back to the model. By judgement: the last paragraphs, about 2,000 tokens. */
const maxResumeChars = 6_000;

export interface ModelInput {
  /** Best first. */
  readonly places: readonly Place[];
  readonly attachments: readonly PackedAttachment[];
  readonly chosen: ChosenModel;
  /** False if files were missing from the search: such an answer is not kept. */
  readonly isWhole: boolean;
}

interface Written {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly end: ChatFacts | undefined;
}

export async function modelAnswer(run: AnswerRun, input: ModelInput): Promise<AnswerFacts> {
  try {
    return await packedAnswer(run, input, 1);
  } catch (error) {
    const isOverflow = error instanceof ProblemError && error.problem.code === 'context-overflow';
    if (!isOverflow || run.timing.hasToken) throw error;
    return packedAnswer(run, input, repackShare);
  }
}

/** Returns the key by which the answer memory finds an answer. */
export const memoryQuestion = (
  { ask, expanded, history }: AnswerRequest,
  attachments: readonly PackedAttachment[],
  chosen: ChosenModel,
): MemoryQuestion => ({ question: ask.question, expanded, history, attachments, context: ask.context, chosen });

/** `share`: the part of the window that is packed. */
async function packedAnswer(run: AnswerRun, input: ModelInput, share: number): Promise<AnswerFacts> {
  const { request, services, timing, emit } = run;
  const { provider, model, windowTokens } = input.chosen;
  const packed = packFor(request, input, share, services);
  emit(readingItem(packed));
  emit(packedItem(packed, windowTokens));
  const messages = [...packed.messages, ...resume(request.unfinished)];
  const { text, citations, end } = await write(run, packed, messages, input.chosen);
  // Image tokens would be counted as text tokens.
  if (end?.nPromptTokens !== undefined && messages.every(({ images }) => images === undefined))
    services.estimate.learn(model, bytesOf(messages), end.nPromptTokens);
  if (end !== undefined) services.speed.learn(input.chosen.identity, end);
  if (text === '') throw new ProblemError('endpoint-nonsense', say('emptyAnswer', { model }), say('askAgainOrChoose'));
  if (end?.reason === 'stop' && share === 1 && input.isWhole && !request.unfinished) {
    const answer = { text, places: input.places, citations, model, local: provider.local };
    services.memory?.keep(memoryQuestion(request, input.attachments, input.chosen), answer);
  }
  if (end?.reason === 'length') emit({ kind: 'delta', text: `\n\n*${worded(say('answerTooLongForModel'), services.wording)}*` });
  return { source: 'model', model, ...timing.facts(), ...modelFacts(end), local: provider.local };
}

/** Streams the model's words. Citations are emitted as they are recognised, including those before a failure. */
async function write(run: AnswerRun, packed: Packed, messages: readonly PromptMessage[], chosen: ChosenModel): Promise<Written> {
  const { request, timing, emit, signal } = run;
  const { provider, model, windowTokens } = chosen;
  const base = request.unfinished?.text.length ?? 0;
  const citations: Citation[] = [];
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
  const take = (piece: string): void => {
    if (piece === '') return;
    text += piece;
    emit({ kind: 'delta', text: piece });
    emitCitations(parser.feed(piece));
  };
  // Secrets stay here: the model sees marks, and its answer gets the secrets back where it repeats a mark.
  const masks = new SecretMasks();
  const sent = messages.map(message => ({ ...message, content: masks.mask(message.content) }));
  const written = masks.reader();
  const stream = provider.chat(
    { model, messages: sent, windowTokens, maxTokens: packed.nAnswerTokens, temperature: 0.2, priority: 'person' },
    signal,
  );
  try {
    for await (const item of abortable(stream, signal)) {
      switch (item.kind) {
        case 'loading':
          emit({ kind: 'phase', phase: 'loading-model', detail: say('loadingModel', { model: item.model }) });
          break;
        case 'loaded':
          emit(readingItem(packed));
          break;
        case 'reasoning':
          if (timing.token()) emit({ kind: 'phase', phase: 'writing', detail: say('thinking') });
          emit({ kind: 'reasoning', text: masks.unmask(item.text) });
          break;
        case 'delta':
          if (timing.token()) emit({ kind: 'phase', phase: 'writing' });
          take(written.feed(item.text));
          break;
        case 'end':
          end = item.facts;
      }
    }
  } finally {
    take(written.finish());
    emitCitations(parser.finish());
  }
  return { text, citations, end };
}

function packFor(
  request: AnswerRequest,
  { places, attachments, chosen }: ModelInput,
  share: number,
  { estimate, speed }: Pick<AnswerServices, 'estimate' | 'speed'>,
): Packed {
  return pack({
    question: request.expanded.instruction,
    attachments,
    history: request.history,
    excerpts: places.map(place => excerptOf(place, request.labelOf(place))),
    windowTokens: Math.floor(chosen.windowTokens * share) - (request.unfinished ? Math.ceil(maxResumeChars / 3) : 0),
    count: text => estimate.tokens(chosen.model, text),
    promptTokens: speed.limit(chosen),
  });
}

const readingItem = ({ nTokens }: Packed): AskItem => ({ kind: 'phase', phase: 'reading', detail: say('readingTokens', { n: nTokens }) });

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

/** Ends as soon as the signal aborts, even if the stream does not react. */
async function* abortable(stream: AsyncIterable<ChatItem>, signal: AbortSignal): AsyncGenerator<ChatItem> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await raceAbort(Promise.resolve(iterator.next()), signal);
      if (next.done) return;
      yield next.value;
    }
  } finally {
    // Not awaited, because a hanging stream must not delay the turn.
    Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}

const bytesOf = (messages: readonly PromptMessage[]): number =>
  messages.reduce((sum, message) => sum + Buffer.byteLength(message.content), 0);

function modelFacts(end: ChatFacts | undefined): Partial<AnswerFacts> {
  const { nTokens, generateMs, nPromptTokens } = end ?? {};
  return {
    ...(nTokens !== undefined && generateMs !== undefined && generateMs > 0 && { tokensPerSecond: (nTokens / generateMs) * 1000 }),
    ...(nPromptTokens !== undefined && { nPromptTokens }),
  };
}
