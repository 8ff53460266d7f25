/**
 * The completion menus of the input: `/` for commands and a person's own prompts, `@` for files, folders and conversations, `#` for
 * symbols.
 */

import type { Conversations } from '../../conversations/conversations.js';
import type { Completion } from '../../protocol/methods/context-methods.js';
import { say, type Wording, worded } from '../../protocol/sentences/sentence.js';
import type { CompletionQuery } from '../../search/search-thread-methods.js';
import { commands } from '../answer/chat-commands.js';
import type { PromptFiles } from './prompt-files.js';

export interface CompletionRequest {
  readonly trigger: '/' | '@' | '#';
  readonly query: string;
  readonly limit: number;
}

export interface CompleterServices {
  readonly complete: (query: CompletionQuery, signal: AbortSignal) => Promise<readonly Completion[]>;
  readonly conversations: Conversations;
  readonly prompts: PromptFiles;
  readonly wording: Wording;
}

/** Limit of past conversations that are offered when a word of their title is typed. */
const maxConversations = 3;

export class Completer {
  readonly #services: CompleterServices;

  constructor(services: CompleterServices) {
    this.#services = services;
  }

  async complete({ trigger, query, limit }: CompletionRequest, signal: AbortSignal): Promise<readonly Completion[]> {
    if (trigger === '/') return (await this.#commands(query, signal)).slice(0, limit);
    if (trigger === '#') return this.#services.complete({ trigger, query, limit }, signal);
    const [found, conversations] = await Promise.all([
      this.#services.complete({ trigger, query, limit }, signal),
      query.length < 2 ? [] : this.#conversations(query, signal),
    ]);
    return [...found.slice(0, limit - conversations.length), ...conversations];
  }

  async #commands(query: string, signal: AbortSignal): Promise<readonly Completion[]> {
    const own = await this.#services.prompts.list(signal);
    const all: readonly Completion[] = [
      ...commands.map(
        ({ name, description }) =>
          ({ kind: 'command', label: `/${name}`, detail: worded(say(description), this.#services.wording), insert: `/${name} ` }) as const,
      ),
      ...own.map(({ name, description }) => ({ kind: 'prompt', label: `/${name}`, detail: description, insert: `/${name} ` }) as const),
    ];
    const wanted = query.toLowerCase();
    return all.filter(({ label }) => label.slice(1).toLowerCase().startsWith(wanted));
  }

  async #conversations(query: string, signal: AbortSignal): Promise<readonly Completion[]> {
    const heads = await this.#services.conversations.list(signal);
    const wanted = query.toLowerCase();
    return heads
      .filter(({ title }) => title.toLowerCase().includes(wanted))
      .slice(0, maxConversations)
      .map(({ id, title }) => ({
        kind: 'conversation',
        label: title,
        detail: 'earlier conversation',
        insert: '',
        attachment: { kind: 'conversation', conversationId: id, title },
      }));
  }
}
