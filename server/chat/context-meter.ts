/** How full the model's window would be: the numbers under the chips of the input. Estimates, corrected by what servers counted. */
import { ProblemError } from '../protocol/problem.js';
import type { Attachment } from '../protocol/chat.js';
import type { ContextMeasure } from '../protocol/client-methods.js';
import type { Conversations } from '../store/conversations.js';
import type { ChatModels } from './chat-models.js';
import type { AttachmentSources } from './resolve-attachments.js';
import { resolveAttachments } from './resolve-attachments.js';
import { historyTokens } from './pack.js';
import type { PackedAttachment } from './pack.js';
import { fileBlock, noteBlock } from './prompt.js';
import type { TokenEstimate } from './token-estimate.js';

export interface MeasureRequest {
  readonly conversationId?: string | undefined;
  readonly question: string;
  readonly attachments: readonly Attachment[];
  readonly model?: string | undefined;
}

export interface MeterRooms {
  readonly models: ChatModels;
  readonly estimate: TokenEstimate;
  readonly conversations: Conversations;
  readonly sources: () => AttachmentSources;
}

/** Where no model is at hand, the meter shows what a small one would have. */
const assumedWindow = 8_192;

export class ContextMeter {
  readonly #rooms: MeterRooms;

  constructor(rooms: MeterRooms) {
    this.#rooms = rooms;
  }

  async measure({ conversationId, question, attachments, model }: MeasureRequest, signal: AbortSignal): Promise<ContextMeasure> {
    const { estimate, models } = this.#rooms;
    const chosen = await models.choose(model, 'chat', signal).catch(orUndefined);
    const count = (text: string): number => estimate.tokens(chosen?.model ?? '', text);
    const turns =
      conversationId === undefined ? [] : ((await this.#rooms.conversations.open(conversationId, signal).catch(orUndefined))?.turns ?? []);
    const windowTokens = chosen?.windowTokens ?? assumedWindow;
    return {
      nQuestionTokens: count(question),
      nAttachmentTokens: await Promise.all(attachments.map(attachment => this.#attachment(attachment, question, count, signal))),
      nHistoryTokens: historyTokens(turns, windowTokens, count),
      windowTokens,
    };
  }

  /** 0 for what cannot be read: the turn itself will say why. */
  async #attachment(attachment: Attachment, question: string, count: (text: string) => number, signal: AbortSignal): Promise<number> {
    const resolved = await resolveAttachments([attachment], question, this.#rooms.sources(), signal).catch(orUndefined);
    return (resolved ?? []).reduce((sum, item) => sum + count(blockOf(item)), 0);
  }
}

const blockOf = (item: PackedAttachment): string => (item.kind === 'file' ? fileBlock(item.excerpt) : noteBlock(item.title, item.text));

function orUndefined(error: unknown): undefined {
  if (error instanceof ProblemError) return undefined;
  throw error;
}
