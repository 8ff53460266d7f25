import { expect, test } from 'vitest';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';
import { ExtensionPort, type Push, RequestFailed } from '../../../webview/port/extension-port.js';

/** A port to a fake editor: records what it posts, and can answer. */
function aPort() {
  const posted: unknown[] = [];
  const pushed: Push[] = [];
  const target = new EventTarget();
  const api = { postMessage: (message: unknown) => posted.push(message), getState: () => undefined, setState: () => undefined };
  const port = new ExtensionPort(api, target, push => pushed.push(push));
  const answer = (data: unknown) => target.dispatchEvent(Object.assign(new Event('message'), { data }));
  return { port, posted, pushed, answer };
}

const never = new AbortController().signal;

test('a request resolves with its own result, whatever the order', async () => {
  const { port, posted, answer } = aPort();
  const first = port.request('chat/suggest', {}, never);
  const second = port.request('chat/list', {}, never);
  answer({ type: 'result', id: 2, result: [] });
  answer({ type: 'result', id: 1, result: ['why?'] });
  expect([await first, await second]).toEqual([['why?'], []]);
  expect(posted).toEqual([
    { type: 'request', id: 1, method: 'chat/suggest', params: {} },
    { type: 'request', id: 2, method: 'chat/list', params: {} },
  ]);
});

test('items come in order before the result, and none after it', async () => {
  const { port, answer } = aPort();
  const items: unknown[] = [];
  const end = port.stream('chat/follow', { conversationId: 'c', turnId: 't' }, batch => items.push(...batch), never);
  answer({ type: 'items', id: 1, items: [{ kind: 'delta', text: 'a' }] });
  answer({ type: 'items', id: 1, items: [{ kind: 'delta', text: 'b' }] });
  answer({ type: 'result', id: 1, result: { kind: 'stopped' } });
  answer({ type: 'items', id: 1, items: [{ kind: 'delta', text: 'late' }] });
  expect(await end).toEqual({ kind: 'stopped' });
  expect(items).toEqual([
    { kind: 'delta', text: 'a' },
    { kind: 'delta', text: 'b' },
  ]);
});

test('a problem rejects the request that it answers', async () => {
  const { port, answer } = aPort();
  const request = port.request('chat/list', {}, never);
  const problem = { code: 'server-down', text: verbatim('gone'), remedy: verbatim('wait') };
  answer({ type: 'problem', id: 1, problem });
  await expect(request).rejects.toEqual(new RequestFailed({ ...problem, code: 'server-down' }));
});

test('an abort rejects immediately and tells the other end', async () => {
  const { port, posted, answer } = aPort();
  const controller = new AbortController();
  const request = port.request('chat/list', {}, controller.signal);
  controller.abort();
  answer({ type: 'result', id: 1, result: [] });
  await expect(request).rejects.toMatchObject({ name: 'AbortError' });
  expect(posted.at(-1)).toEqual({ type: 'cancel', id: 1 });
});

test('a request with an aborted signal is never sent', async () => {
  const { port, posted } = aPort();
  await expect(port.request('chat/list', {}, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(posted).toEqual([]);
});

test('what does not have the shape of a reply is dropped', () => {
  const { pushed, answer } = aPort();
  for (const data of [
    undefined,
    1,
    'new',
    [],
    {},
    { type: 'nonsense' },
    { type: 'server', state: 'odd' },
    { type: 'ask', question: 1 },
    { type: 'event', name: 'chat/changed' },
  ])
    answer(data);
  answer({ type: 'new' });
  answer({ type: 'server', state: 'down' });
  expect(pushed).toEqual([{ type: 'new' }, { type: 'server', state: 'down' }]);
});
