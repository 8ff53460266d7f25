import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { MemoryConversations } from '../../../server/conversations/memory-conversations.js';
import { RecentConversations } from '../../../server/conversations/recent-conversations.js';
import type { Turn } from '../../../server/protocol/chat.js';
import { aTurn } from '../../kit/turn.js';

const { signal } = new AbortController();

/** A store that records its calls, reports changes, and fails on request. */
class Store extends MemoryConversations {
  readonly asked: string[] = [];
  readonly #listeners = new Set<(id: string) => void>();
  refuses = false;

  override async list() {
    this.asked.push('list');
    return super.list();
  }

  override async open(id: string) {
    this.asked.push(`open ${id}`);
    return super.open(id);
  }

  override async appendTurn(id: string, turn: Turn) {
    this.asked.push(`append ${id} ${turn.text}`);
    if (this.refuses) throw new Error('the disk is full');
    await super.appendTurn(id, turn);
    this.tell(id);
  }

  override async updateTurn(id: string, turn: Turn) {
    this.asked.push(`update ${id} ${turn.text}`);
    await super.updateTurn(id, turn);
    this.tell(id);
  }

  override onChanged(listener: (id: string) => void = () => undefined) {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  tell(id: string): void {
    for (const listener of this.#listeners) listener(id);
  }
}

const logged: string[] = [];
const over = (store: Store) => new RecentConversations(store, systemClock, (_, text) => void logged.push(text));
const texts = async (conversations: RecentConversations, id: string) =>
  (await conversations.open(id, signal)).turns.map(({ text }) => text);

beforeEach(() => {
  vi.useFakeTimers();
  logged.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('recent conversations', () => {
  test('hold a turn back for a moment and write its changes once', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.appendTurn('a', aTurn('1', 'How?'));
    await conversations.updateTurn('a', aTurn('1', 'How?', 'So.'));
    expect(store.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(store.asked).toEqual(['append a So.']);
    expect((await store.open('a')).turns).toHaveLength(1);
  });

  test('do not read the store when a new conversation is started and read', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.list(signal);
    await expect(conversations.open('a', signal)).rejects.toMatchObject({ problem: { code: 'not-found' } });
    await conversations.appendTurn('a', aTurn('1', '  How\n now? ', 'So.'));
    expect(await conversations.open('a', signal)).toMatchObject({ title: 'How now?', nTurns: 1, turns: [{ text: 'So.' }] });
    expect(store.asked).toEqual(['list']);
  });

  test('show every change immediately, in every way of reading', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.appendTurn('a', aTurn('1', 'first question'));
    expect((await conversations.list(signal)).map(({ id }) => id)).toEqual(['a']);
    await conversations.updateTurn('a', aTurn('1', 'first question', 'needle'));
    expect((await conversations.search('needle', signal)).map(({ id }) => id)).toEqual(['a']);
    await conversations.appendTurn('a', aTurn('2', 'second'));
    await conversations.cutFrom('a', '2', signal);
    expect(await texts(conversations, 'a')).toEqual(['needle']);
    await conversations.rename('a', 'new name', signal);
    expect(await conversations.open('a', signal)).toMatchObject({ title: 'new name' });
  });

  test('are read again after another window changed them, but not after their own change', async () => {
    const store = new Store();
    await store.appendTurn('a', aTurn('1', 'q', 'old'));
    const conversations = over(store);
    expect(await texts(conversations, 'a')).toEqual(['old']);
    await conversations.updateTurn('a', aTurn('1', 'q', 'ours'));
    await vi.advanceTimersByTimeAsync(100);
    store.asked.length = 0;
    expect(await texts(conversations, 'a')).toEqual(['ours']);
    expect(store.asked).toEqual([]);
    await store.updateTurn('a', aTurn('1', 'q', 'theirs'));
    expect(await texts(conversations, 'a')).toEqual(['theirs']);
  });

  test('include one that another window starts', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.list(signal);
    await store.appendTurn('b', aTurn('1', 'q', 'theirs'));
    expect(await texts(conversations, 'b')).toEqual(['theirs']);
  });

  test('stay deleted, even if a late answer arrives', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.list(signal);
    await conversations.appendTurn('a', aTurn('1', 'q'));
    await conversations.delete('a', signal);
    await expect(conversations.updateTurn('a', aTurn('1', 'q', 'late'))).rejects.toMatchObject({ problem: { code: 'not-found' } });
    await expect(conversations.open('a', signal)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  test('are written on dispose()', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.appendTurn('a', aTurn('1', 'q', 'kept'));
    await conversations.dispose();
    expect((await store.open('a')).turns).toMatchObject([{ text: 'kept' }]);
  });

  test('log a turn that could not be stored, and show the stored state', async () => {
    const store = new Store();
    const conversations = over(store);
    await conversations.list(signal);
    store.refuses = true;
    await conversations.appendTurn('a', aTurn('1', 'q', 'lost'));
    await vi.advanceTimersByTimeAsync(100);
    expect(logged).toEqual(['An answer could not be kept: the disk is full']);
    await expect(conversations.open('a', signal)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  test('keep only the last few in memory', async () => {
    const store = new Store();
    for (let i = 0; i < 9; i++) await store.appendTurn(`${i}`, aTurn('1', 'q', `text ${i}`));
    const conversations = over(store);
    for (let i = 0; i < 9; i++) await conversations.open(`${i}`, signal);
    store.asked.length = 0;
    await conversations.open('8', signal);
    await conversations.open('0', signal);
    expect(store.asked).toEqual(['open 0']);
  });
});
