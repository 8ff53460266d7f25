/**
 * Measures what a question would carry and how full the model's window would be: the chips and numbers of the input, before anything is
 * sent. Estimates, corrected by the counts of servers; search, neighbours and packing are the same as for the answer.
 */

import type { Conversations } from '../../conversations/conversations.js';
import type { Attachment, LeftOut, QuestionContext, Turn } from '../../protocol/chat.js';
import type { ContextMeasure, MeasuredPlace } from '../../protocol/methods/context-methods.js';
import { ProblemError } from '../../protocol/problem.js';
import { allowedPlaces, isAllowed } from '../answer/allowed-places.js';
import type { AnswerServices } from '../answer/answer-run.js';
import type { ChatModels } from '../answer/chat-models.js';
import { excerptOf } from '../answer/excerpt-of.js';
import { expandCommand } from '../answer/expand-command.js';
import { historyTokens, type PackedAttachment, pack } from '../answer/pack.js';
import { type Excerpt, fileBlock, noteBlock } from '../answer/prompt.js';
import type { PromptSpeed } from '../answer/prompt-speed.js';
import { neighboursOf, retrieve } from '../answer/retrieve.js';
import type { TokenEstimate } from '../answer/token-estimate.js';
import type { PromptFiles } from './prompt-files.js';
import { type AttachmentSources, imageTokens, resolveAttachments } from './resolve-attachments.js';

export interface MeasureRequest {
  readonly conversationId?: string | undefined;
  readonly question: string;
  readonly attachments: readonly Attachment[];
  readonly context?: QuestionContext | undefined;
  readonly model?: string | undefined;
}

export interface MeterServices extends Pick<AnswerServices, 'search' | 'neighbours' | 'recorder'> {
  readonly models: ChatModels;
  readonly estimate: TokenEstimate;
  readonly speed: PromptSpeed;
  readonly conversations: Conversations;
  readonly prompts: PromptFiles;
  readonly sources: () => AttachmentSources;
}

/** Window that is assumed if no model is available: that of a small one. */
const assumedWindow = 8_192;
/** A shorter question is probably incomplete. */
const leastQuestion = 4;
const nothingLeftOut: LeftOut = { nPlaces: 0, nAttachments: 0, nTurns: 0 };

type Count = (text: string) => number;

export class ContextMeter {
  readonly #services: MeterServices;

  constructor(services: MeterServices) {
    this.#services = services;
  }

  async measure(request: MeasureRequest, signal: AbortSignal): Promise<ContextMeasure> {
    const { estimate, models, speed } = this.#services;
    const { conversationId, question, attachments, model } = request;
    const chosen = await models.choose(model, 'chat', signal).catch(orUndefined);
    const count: Count = text => estimate.tokens(chosen?.model ?? '', text);
    const history =
      conversationId === undefined
        ? []
        : ((await this.#services.conversations.open(conversationId, signal).catch(orUndefined))?.turns ?? []);
    const windowTokens = chosen?.windowTokens ?? assumedWindow;
    const resolved = await Promise.all(attachments.map(attachment => this.#attachment(attachment, question, signal)));
    return {
      nQuestionTokens: count(question),
      nAttachmentTokens: resolved.map(items => items.reduce((sum, item) => sum + tokensOf(item, count), 0)),
      nHistoryTokens: historyTokens(history, windowTokens, count),
      windowTokens,
      ...(chosen && { sees: chosen.sees === true }),
      ...(await this.#places(
        request,
        { history, windowTokens, count, attachments: resolved.flat(), promptTokens: chosen && speed.limit(chosen) },
        signal,
      )),
    };
  }

  /** Returns the places that the answer would find, and which of them fit. */
  async #places(
    { question, context }: MeasureRequest,
    known: {
      readonly history: readonly Turn[];
      readonly windowTokens: number;
      readonly count: Count;
      readonly attachments: readonly PackedAttachment[];
      readonly promptTokens: number | undefined;
    },
    signal: AbortSignal,
  ): Promise<Pick<ContextMeasure, 'places' | 'leftOut'>> {
    const { windowTokens, history, count, attachments, promptTokens } = known;
    const prompts = question.startsWith('/') ? await this.#services.prompts.list(signal) : [];
    const expanded = expandCommand({ question, task: 'chat' }, prompts);
    const isSearched = context?.places === true && question.trim().length >= leastQuestion && expanded.by !== 'help';
    const excerpts = isSearched ? await this.#find({ expanded, history, ask: { context } }, windowTokens, signal) : [];
    if (excerpts.length === 0 && attachments.length === 0) return { places: [], leftOut: nothingLeftOut };
    const packed = pack({ question: expanded.instruction, attachments, history, excerpts, windowTokens, count, promptTokens });
    const places = excerpts.map(({ range, name, text, label }): MeasuredPlace => {
      const sent = packed.sent.find(({ range: other }) => isSameStart(other, range));
      const fits = sent === undefined ? 'out' : sent.range.endLine < range.endLine ? 'cut' : 'whole';
      return { range, name, nTokens: count(fileBlock({ range, name, text, label })), fits };
    });
    return {
      places,
      leftOut: { nPlaces: packed.nPlacesLeftOut, nAttachments: packed.nAttachmentsLeftOut, nTurns: packed.nTurnsLeftOut },
    };
  }

  async #find(question: Parameters<typeof retrieve>[0], windowTokens: number, signal: AbortSignal): Promise<readonly Excerpt[]> {
    const { context } = question.ask;
    const found = await retrieve(question, this.#services, signal).catch(orUndefined);
    if (found === undefined) return [];
    const { places } = allowedPlaces(found, context);
    const around = (await neighboursOf(places, windowTokens, this.#services, signal)).filter(place => isAllowed(place, context));
    const { labelOf } = this.#services.sources();
    return [...places, ...around].map(place => excerptOf(place, labelOf(place)));
  }

  /** Returns nothing for what cannot be read; the turn itself will report why. */
  async #attachment(attachment: Attachment, question: string, signal: AbortSignal): Promise<readonly PackedAttachment[]> {
    if (attachment.kind === 'image') {
      // The panel measures without the image data.
      const { name, mediaType, data, width, height } = attachment;
      return [{ kind: 'image', name, mediaType, data, nTokens: imageTokens(width, height) }];
    }
    return (await resolveAttachments([attachment], question, this.#services.sources(), signal).catch(orUndefined)) ?? [];
  }
}

function tokensOf(item: PackedAttachment, count: Count): number {
  if (item.kind === 'image') return item.nTokens;
  return count(item.kind === 'file' ? fileBlock(item.excerpt) : noteBlock(item.title, item.text));
}

const isSameStart = (a: Excerpt['range'], b: Excerpt['range']): boolean =>
  a.folder === b.folder && a.path === b.path && a.startLine <= b.startLine && a.endLine >= b.startLine;

function orUndefined(error: unknown): undefined {
  if (error instanceof ProblemError) return undefined;
  throw error;
}
