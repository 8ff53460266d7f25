/**
 * Keeps the most recent conversations in memory in front of the stored ones: a question never waits for a write, and waits for a read only
 * if an old conversation is opened. Turns are written soon afterwards, in order; several changes of one turn are written once.
 * Invariant: a read sees every change made here before it, and no change is held back for longer than `writeAfterMs`.
 */
import { background, type Log } from '../base/background.js';
import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposables.js';
import { abortError } from '../protocol/abort-error.js';
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';
import { errorText } from '../protocol/error-text.js';
import { maskSecrets } from '../safety/secrets/mask-secrets.js';
import { noConversation, titleOf } from './conversation-title.js';
import type { Conversations } from './conversations.js';
import { maskedTurn } from './masked-turn.js';

interface Change {
  readonly conversationId: string;
  readonly turn: Turn;
  readonly creates: boolean;
}

/** Number of conversations kept whole in memory. */
const maxRecent = 8;
/** Delay before a turn is written. An answer from the cache is complete by then and takes one write. */
const writeAfterMs = 100;

export class RecentConversations implements Conversations, Disposable {
  readonly #stored: Conversations;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #watch: Disposable;
  /** Aborts once everything has been written. */
  readonly #closed = new AbortController();
  /** Least recently used first. */
  readonly #recent = new Map<string, Conversation>();
  /** Ids of all conversations that are stored or about to be; undefined until they have been listed. */
  #ids: Set<string> | undefined;
  /** Pending changes by conversation and turn, in order. */
  #changes = new Map<string, Change>();
  /** Number of changes being written per conversation. The store reports each of them as a change. */
  readonly #underWay = new Map<string, number>();
  #writing: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  /** Incremented by everything that can make a read in progress stale. */
  #nChanges = 0;

  constructor(stored: Conversations, clock: Clock, log: Log) {
    this.#stored = stored;
    this.#clock = clock;
    this.#log = log;
    this.#watch = stored.onChanged(id => this.#changedThere(id));
  }

  async list(signal: AbortSignal): Promise<readonly ConversationHead[]> {
    await this.#written();
    const heads = await this.#stored.list(signal);
    this.#ids = new Set([...heads.map(({ id }) => id), ...[...this.#changes.values()].map(({ conversationId }) => conversationId)]);
    return heads;
  }

  async open(conversationId: string, signal: AbortSignal, last?: number): Promise<Conversation> {
    const known = this.#recent.get(conversationId);
    if (known !== undefined) {
      this.#keep(known);
      return last === undefined ? known : { ...known, turns: known.turns.slice(-last) };
    }
    if (this.#ids?.has(conversationId) === false) throw noConversation(conversationId);
    await this.#written();
    // A part is not cached: the next reader may need the whole conversation.
    if (last !== undefined) return this.#stored.open(conversationId, signal, last);
    const before = this.#nChanges;
    const found = await this.#stored.open(conversationId, signal);
    if (this.#nChanges === before) this.#keep(found);
    return found;
  }

  async earlier(conversationId: string, before: string, limit: number, signal: AbortSignal): Promise<readonly Turn[]> {
    const known = this.#recent.get(conversationId);
    if (known === undefined) {
      await this.#written();
      return this.#stored.earlier(conversationId, before, limit, signal);
    }
    const at = Math.max(
      0,
      known.turns.findIndex(({ id }) => id === before),
    );
    return known.turns.slice(Math.max(0, at - limit), at);
  }

  async appendTurn(conversationId: string, turn: Turn): Promise<void> {
    this.#put({ conversationId, turn, creates: true });
  }

  async updateTurn(conversationId: string, turn: Turn): Promise<void> {
    const isKnown = this.#recent.has(conversationId) || this.#ids?.has(conversationId) !== false;
    if (!isKnown) throw noConversation(conversationId);
    this.#put({ conversationId, turn, creates: false });
  }

  async cutFrom(conversationId: string, turnId: string, signal: AbortSignal): Promise<void> {
    await this.#change(conversationId, () => this.#stored.cutFrom(conversationId, turnId, signal));
  }

  async rename(conversationId: string, title: string, signal: AbortSignal): Promise<void> {
    await this.#change(conversationId, () => this.#stored.rename(conversationId, maskSecrets(title), signal));
  }

  async pin(conversationId: string, pinned: boolean, signal: AbortSignal): Promise<void> {
    await this.#change(conversationId, () => this.#stored.pin(conversationId, pinned, signal));
  }

  async delete(conversationId: string, signal: AbortSignal): Promise<void> {
    await this.#change(conversationId, () => this.#stored.delete(conversationId, signal));
    this.#ids?.delete(conversationId);
  }

  async search(text: string, signal: AbortSignal): Promise<readonly ConversationHit[]> {
    await this.#written();
    return this.#stored.search(text, signal);
  }

  onChanged(listener: (conversationId: string) => void): Disposable {
    return this.#stored.onChanged(listener);
  }

  async dispose(): Promise<void> {
    await this.#written();
    this.#closed.abort(abortError());
    await this.#watch.dispose();
  }

  #put(change: Change): void {
    const { conversationId, turn, creates } = change;
    this.#nChanges++;
    const known = this.#recent.get(conversationId);
    const changedAt = this.#clock.wall();
    if (known !== undefined) {
      const isThere = known.turns.some(({ id }) => id === turn.id);
      const turns = isThere ? known.turns.map(old => (old.id === turn.id ? turn : old)) : [...known.turns, turn];
      this.#keep({ ...known, changedAt, turns, nTurns: turns.length });
    } else if (creates && this.#ids?.has(conversationId) === false)
      this.#keep({
        id: conversationId,
        title: titleOf(turn.question),
        pinned: false,
        changedAt,
        nTurns: 1,
        turns: [turn],
        ...(turn.folders && { folders: turn.folders }),
      });
    this.#ids?.add(conversationId);
    const key = `${conversationId}\n${turn.id}`;
    const waiting = this.#changes.get(key);
    this.#changes.set(key, { ...change, creates: creates || waiting?.creates === true });
    this.#timer ??= setTimeout(() => background('Keeping conversations', this.#written(), this.#log), writeAfterMs);
  }

  #keep(conversation: Conversation): void {
    this.#recent.delete(conversation.id);
    this.#recent.set(conversation.id, conversation);
    const [oldest] = this.#recent.keys();
    if (this.#recent.size > maxRecent && oldest !== undefined) this.#recent.delete(oldest);
  }

  #forget(conversationId: string): void {
    this.#nChanges++;
    this.#recent.delete(conversationId);
  }

  /** Makes a rarer change in the store, after all pending changes have been written, and reads the conversation again. */
  async #change(conversationId: string, work: () => Promise<void>): Promise<void> {
    await this.#written();
    try {
      await work();
    } finally {
      this.#forget(conversationId);
    }
  }

  /** Resolves once every change so far has been passed to the store or refused. Never rejects. */
  #written(): Promise<unknown> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    this.#writing = Promise.all([this.#writing, ...changes.map(change => this.#write(change))]);
    return this.#writing;
  }

  async #write({ conversationId, turn, creates }: Change): Promise<void> {
    this.#underWay.set(conversationId, (this.#underWay.get(conversationId) ?? 0) + 1);
    try {
      const stored = maskedTurn(turn);
      await (creates
        ? this.#stored.appendTurn(conversationId, stored, this.#closed.signal)
        : this.#stored.updateTurn(conversationId, stored, this.#closed.signal));
    } catch (error) {
      // Another window deleted the conversation, or it cannot be stored. The next one to open it sees the stored state.
      this.#log('warn', `An answer could not be kept: ${errorText(error)}`);
      this.#done(conversationId);
      this.#forget(conversationId);
      this.#ids = undefined;
    }
  }

  #done(conversationId: string): boolean {
    const nUnderWay = this.#underWay.get(conversationId) ?? 0;
    if (nUnderWay > 1) this.#underWay.set(conversationId, nUnderWay - 1);
    else this.#underWay.delete(conversationId);
    return nUnderWay > 0;
  }

  /** The store reports every change, including this window's own. A change of another window makes the copy here stale. */
  #changedThere(conversationId: string): void {
    if (this.#done(conversationId)) return;
    this.#ids?.add(conversationId);
    this.#forget(conversationId);
  }
}
