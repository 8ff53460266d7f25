import { expect, test } from 'vitest';
import type { Caller } from '../../../../extension/host/caller.js';
import { type PanelHandlers, PanelPort } from '../../../../extension/panel/panel-port.js';
import type { PanelReply } from '../../../../server/protocol/panel-messages.js';
import { ProblemError } from '../../../../server/protocol/problem.js';
import { verbatim } from '../../../../server/protocol/sentences/sentence.js';

interface Call {
  readonly name: string;
  readonly params: unknown;
  readonly signal: AbortSignal;
  readonly emit: (items: readonly unknown[]) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A port between a recorded panel and a server whose answers the test gives. */
function aPort() {
  const replies: PanelReply[] = [];
  const calls: Call[] = [];
  const warnings: string[] = [];
  const opened: unknown[] = [];
  const call = (name: string, params: unknown, signal: AbortSignal, onItems?: (items: readonly unknown[]) => void) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('Stopped', 'AbortError')), { once: true });
      calls.push({ name, params, signal, emit: items => onItems?.(items), resolve, reject });
    });
  const nothing = () => undefined;
  const handlers: PanelHandlers = {
    'editor/open': ({ range }) => void opened.push(range),
    'editor/copyLink': () => undefined,
    'editor/copy': nothing,
    'editor/insert': nothing,
    'editor/newFile': nothing,
    'editor/terminal': nothing,
    'editor/apply': () => [],
    'editor/save': () => false,
    'editor/lines': () => ({ text: '' }),
    'editor/attachUris': () => [],
    'editor/pick': () => [],
    'editor/origin': () => [],
    'editor/attach': () => [],
    'editor/openLink': nothing,
    'panel/keep': nothing,
    'panel/ready': () => ({ conversationId: undefined, draft: undefined, diagrams: false, server: 'up' }),
    'panel/drawn': nothing,
    'panel/act': nothing,
  };
  const port = new PanelPort(
    reply => replies.push(reply),
    { call } as Caller,
    handlers,
    text => warnings.push(text),
  );
  const settle = () => new Promise<void>(resolve => setImmediate(resolve));
  return { port, replies, calls, warnings, opened, settle };
}

const ask = (id: number, turnId = 'turn') => ({
  type: 'request',
  id,
  method: 'chat/ask',
  params: { conversationId: 'c', turnId, question: 'Where?' },
});
const problemOf = (reply: PanelReply | undefined) => (reply?.type === 'problem' ? reply.problem.code : reply?.type);

test.each([
  'junk',
  null,
  42,
  [],
  { type: 'request' },
  { type: 'request', id: 1.5, method: 'chat/list', params: {} },
  { type: 'run', id: 1, command: 'rm -rf /' },
])('a message of the wrong shape is answered with a problem and logged: %j', async message => {
  const { port, replies, warnings, calls, settle } = aPort();
  port.receive(message);
  await settle();
  expect(replies.map(problemOf)).toEqual(['bad-params']);
  expect(warnings).toHaveLength(1);
  expect(calls).toEqual([]);
});

test.each(['toString', '__proto__', 'constructor', 'editor/runCommand', ''])(
  'a method that is not in the table is refused: "%s"',
  async method => {
    const { port, replies, calls, settle } = aPort();
    port.receive({ type: 'request', id: 1, method, params: {} });
    await settle();
    expect(replies.map(problemOf)).toEqual(['unknown-method']);
    expect(calls).toEqual([]);
  },
);

test('a webview cannot clear the data: only the command can, which asks the person', async () => {
  const { port, replies, calls, settle } = aPort();
  port.receive({ type: 'request', id: 1, method: 'data/clear', params: {} });
  await settle();
  expect(replies.map(problemOf)).toEqual(['unknown-method']);
  expect(calls).toEqual([]);
});

test('params that the row does not allow never reach the server', async () => {
  const { port, replies, calls, settle } = aPort();
  port.receive({ type: 'request', id: 1, method: 'search/query', params: { query: 'x', limit: 1_000_000 } });
  await settle();
  expect(replies.map(problemOf)).toEqual(['bad-params']);
  expect(calls).toEqual([]);
});

test('lines that do not exist never reach the editor', async () => {
  const { port, replies, opened, settle } = aPort();
  port.receive({
    type: 'request',
    id: 1,
    method: 'editor/open',
    params: { range: { folder: 'file:///w', path: 'a.ts', startLine: 0, endLine: -4 } },
  });
  await settle();
  expect(replies.map(problemOf)).toEqual(['bad-params']);
  expect(opened).toEqual([]);
});

test('items come before the result, with the number of their request', async () => {
  const { port, replies, calls, settle } = aPort();
  port.receive(ask(7));
  await settle();
  calls[0]?.emit(['a']);
  calls[0]?.emit(['b']);
  calls[0]?.resolve('end');
  await settle();
  expect(replies).toEqual([
    { type: 'items', id: 7, items: ['a'] },
    { type: 'items', id: 7, items: ['b'] },
    { type: 'result', id: 7, result: 'end' },
  ]);
});

test('cancelling stops the call, and the request is answered', async () => {
  const { port, replies, calls, settle } = aPort();
  port.receive(ask(1));
  await settle();
  port.receive({ type: 'cancel', id: 1 });
  await settle();
  expect(calls[0]?.signal.aborted).toBe(true);
  expect(replies).toHaveLength(1);
});

test('a problem of the server reaches the panel unchanged', async () => {
  const { port, replies, calls, settle } = aPort();
  port.receive(ask(1));
  await settle();
  calls[0]?.reject(new ProblemError('server-down', verbatim('It went'), verbatim('Wait')));
  await settle();
  expect(replies).toEqual([
    { type: 'problem', id: 1, problem: { code: 'server-down', text: verbatim('It went'), remedy: verbatim('Wait') } },
  ]);
});

test('a question continues while the webview is gone, a search does not', async () => {
  const { port, calls, settle } = aPort();
  port.receive(ask(1));
  port.receive({ type: 'request', id: 2, method: 'search/query', params: { query: 'x' } });
  await settle();
  port.detach();
  expect(calls.map(({ signal }) => signal.aborted)).toEqual([false, true]);
});

test('a request of a former webview is not answered to the new one that uses its number', async () => {
  const { port, replies, calls, settle } = aPort();
  port.receive(ask(1));
  await settle();
  port.receive({ type: 'request', id: 1, method: 'panel/ready', params: {} });
  await settle();
  calls[0]?.emit(['late']);
  calls[0]?.resolve('late');
  await settle();
  expect(replies).toEqual([
    { type: 'result', id: 1, result: { conversationId: undefined, draft: undefined, diagrams: false, server: 'up' } },
  ]);
});

test('a restored panel that follows a turn can still stop it', async () => {
  const { port, calls, settle } = aPort();
  port.receive(ask(1, 'turn-9'));
  await settle();
  port.receive({ type: 'request', id: 1, method: 'panel/ready', params: {} });
  port.receive({ type: 'request', id: 2, method: 'chat/follow', params: { conversationId: 'c', turnId: 'turn-9' } });
  await settle();
  port.receive({ type: 'cancel', id: 2 });
  expect(calls.map(({ name, signal }) => [name, signal.aborted])).toEqual([
    ['chat/ask', true],
    ['chat/follow', true],
  ]);
});

test('more concurrent requests than a panel makes are refused', async () => {
  const { port, replies, calls, settle } = aPort();
  for (let id = 0; id < 65; id++) port.receive({ type: 'request', id, method: 'chat/list', params: {} });
  await settle();
  expect(calls).toHaveLength(64);
  expect(replies.map(problemOf)).toEqual(['queue-full']);
});
