/**
 * Speeds up the first answer: reads what a question needs, and loads the model, before somebody asks. Invariant: a failure here is only
 * logged, because it is reported when the thing is needed.
 */
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { AnswerCache } from '../cache/answer-cache.js';
import type { ChatModels } from '../chat/answer/chat-models.js';
import { systemPrompt } from '../chat/answer/prompt.js';
import type { Conversations } from '../conversations/conversations.js';
import type { Workspace } from '../indexing/workspace.js';
import type { ModelManager } from '../inference/model-manager.js';
import { abortError } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';

export interface WarmUpParts {
  readonly models: ModelManager;
  /** Chooses models as the chat does. Offline it refuses. */
  readonly chatModels: ChatModels;
  readonly conversations: Conversations;
  readonly answers: AnswerCache;
  readonly workspace: Workspace;
  readonly isOffline: boolean;
  readonly log: Log;
}

/** Every prompt begins with it, so its tokens can be computed ahead. */
const prefix = [{ role: 'system' as const, content: systemPrompt }];

export class WarmUp implements Disposable {
  readonly #parts: WarmUpParts;
  readonly #closed = new AbortController();

  constructor(parts: WarmUpParts) {
    this.#parts = parts;
  }

  /** Chooses a model and loads it meanwhile. For callers that show how full the window is, because a question probably follows. */
  readonly models: ChatModels = {
    choose: async (...args) => {
      const { chatModels, models, log } = this.#parts;
      const chosen = await chatModels.choose(...args);
      background('Making the model ready', models.prewarm('chat', prefix, this.#closed.signal), (_, text) => log('debug', text));
      return chosen;
    },
  };

  /** Reads the conversations, the models and the stored answers; loads the model once the folders are indexed. */
  async warm(signal: AbortSignal): Promise<void> {
    const { conversations, models, answers, workspace, isOffline } = this.#parts;
    const listing = [conversations.list(signal), isOffline ? Promise.resolve() : models.list(signal).catch(unlessProblem)];
    answers.warm();
    await Promise.all(listing);
    // Loading a model takes the disk and the memory that indexing wants.
    await Promise.all(workspace.status().folders.map(({ folder }) => workspace.ready(folder, signal)));
    if (!isOffline) await models.prewarm('chat', prefix, signal);
  }

  dispose(): void {
    this.#closed.abort(abortError());
  }
}

/** A server that does not answer is reported to the caller that needs it. */
function unlessProblem(error: unknown): undefined {
  if (!(error instanceof ProblemError)) throw error;
}
