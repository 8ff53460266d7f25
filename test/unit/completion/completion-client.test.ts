/** The completer as the server sees it: what starts it, and whose text stays private. */
import { expect, test, vi } from 'vitest';
import { CompletionClient } from '../../../server/completion/completion-client.js';

const never = new AbortController().signal;

function aClient(isShared: (path: string) => Promise<boolean>) {
  const calls: { readonly name: string; readonly params: { readonly isPrivate?: boolean } }[] = [];
  const thread = {
    nStarts: 0,
    running: true,
    call: async (name: string, params: { readonly isPrivate?: boolean }) => {
      thread.nStarts = 1;
      calls.push({ name, params });
      return { text: null, show: false, confidence: 0 };
    },
  };
  // The client uses these members of a thread alone.
  const client = new CompletionClient({ thread: thread as never, folders: () => [], isShared, log: () => undefined });
  return { client, calls, thread };
}

const request = { path: '/shop/a.ts', before: '', after: '' };

test('nothing is read before the first request', () => {
  const { client, calls } = aClient(async () => true);
  client.changed();
  expect(calls).toEqual([]);
});

test('the folders are read once for each start of the thread', async () => {
  const { client, calls, thread } = aClient(async () => true);
  await client.suggest(request, never);
  await client.suggest(request, never);
  expect(calls.filter(({ name }) => name === 'fill')).toHaveLength(1);
  thread.nStarts = 2;
  thread.call = async (name, params) => {
    calls.push({ name, params });
    return { text: null, show: false, confidence: 0 };
  };
  await client.suggest(request, never);
  expect(calls.filter(({ name }) => name === 'fill')).toHaveLength(2);
});

test('the text of a file is private until it is known not to be ignored', async () => {
  const { client, calls } = aClient(async path => path === '/shop/a.ts');
  const isPrivate = () => calls.findLast(({ name }) => name === 'suggest')?.params.isPrivate;
  await client.suggest(request, never);
  expect(isPrivate()).toBe(true);
  await vi.waitFor(async () => {
    await client.suggest(request, never);
    expect(isPrivate()).toBe(false);
  });
  await client.suggest({ ...request, path: '/shop/.env' }, never);
  await client.suggest({ ...request, path: '/shop/.env' }, never);
  expect(isPrivate()).toBe(true);
});
