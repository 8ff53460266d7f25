import { describe, expect, test } from 'vitest';
import { ConversationShelf } from '../../../server/conversations/conversation-shelf.js';
import { MemoryConversations } from '../../../server/conversations/memory-conversations.js';
import type { Turn } from '../../../server/protocol/chat.js';
import { aPlace } from '../../kit/a-chat.js';

const never = (): AbortSignal => new AbortController().signal;
const turn = (id: string): Turn => ({
  id,
  question: `question ${id}`,
  attachments: [],
  askedAt: 5,
  places: [aPlace('a.ts', 1, 2)],
  text: `answer ${id}`,
  citations: [],
  end: { kind: 'stopped' },
});

async function aShelf() {
  const conversations = new MemoryConversations();
  for (const id of ['1', '2', '3']) await conversations.appendTurn('c', turn(id));
  await conversations.rename('c', 'Pools: how?');
  return { conversations, shelf: new ConversationShelf(conversations) };
}

describe('a conversation', () => {
  test('that was deleted can be restored unchanged', async () => {
    const { conversations, shelf } = await aShelf();
    const before = await conversations.open('c');
    await shelf.delete('c', never());
    expect(await conversations.list()).toEqual([]);
    await shelf.restore('c', never());
    expect(await conversations.open('c')).toEqual(before);
    await expect(shelf.restore('c', never())).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  test('branches into copies of the turns before one, with new ids', async () => {
    const { conversations, shelf } = await aShelf();
    const branch = await shelf.branch('c', '3', never());
    expect(branch.turns.map(({ question }) => question)).toEqual(['question 1', 'question 2']);
    expect(branch.turns.map(({ id }) => id)).not.toContain('1');
    expect((await conversations.open('c')).turns).toHaveLength(3);
    expect((await shelf.branch('c', '1', never())).turns).toEqual([]);
    await expect(shelf.branch('c', 'none', never())).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  test('that was exported as JSON can be imported as another one', async () => {
    const { conversations, shelf } = await aShelf();
    const { name, text } = await shelf.export('c', 'json', never());
    expect(name).toBe('Pools how.json');
    const head = await shelf.import(text, never());
    expect(head).toMatchObject({ title: 'Pools: how?', nTurns: 3 });
    expect(head.id).not.toBe('c');
    const copy = await conversations.open(head.id);
    expect(copy.turns.map(({ id: _id, ...rest }) => rest)).toEqual(['1', '2', '3'].map(turn).map(({ id: _id, ...rest }) => rest));
  });

  test('is exported as Markdown with its questions as headings', async () => {
    const { shelf } = await aShelf();
    const { name, text } = await shelf.export('c', 'markdown', never());
    expect(name).toBe('Pools how.md');
    expect(text).toContain('# Pools: how?\n\n## question 1\n\nanswer 1\n\n*Stopped.*');
  });

  test.each([
    ['no JSON', '{'],
    ['another shape', '{"vibe":1,"title":5,"turns":[]}'],
    ['another version', '{"vibe":2,"title":"t","turns":[]}'],
    ['no turns', '{"vibe":1,"title":"t","turns":[]}'],
    ['a damaged turn', '{"vibe":1,"title":"t","turns":[{"question":"q","text":{}}]}'],
  ])('is not imported from %s', async (_name, text) => {
    const { conversations, shelf } = await aShelf();
    await expect(shelf.import(text, never())).rejects.toMatchObject({ problem: { code: 'bad-params' } });
    expect(await conversations.list()).toHaveLength(1);
  });
});
