import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ServerProcess } from '../../../../extension/host/server-process.js';
import { aFolder } from '../../../kit/a-folder.js';

const folder = aFolder({});
afterAll(() => folder.remove());

/** A server with a method for each thing that can happen; `held` waits until it is cancelled. */
const module = join(folder.root, 'server.cjs');
writeFileSync(
  module,
  `process.on('message', ({ id, method, params }) => {
    const send = message => process.send({ jsonrpc: '2.0', ...message });
    if (method === 'echo') send({ id, result: params });
    if (method === 'fail') send({ id, error: { code: -32803, message: 'no', data: { code: 'not-found' } } });
    if (method === 'stream') {
      for (const item of [1, 2, 3]) send({ method: '$/progress', params: { token: params.partialResultToken, value: [item] } });
      send({ id, result: 'end' });
    }
    if (method === 'held') globalThis.held = id;
    if (method === '$/cancelRequest') send({ id: params.id, error: { code: -32800, message: params.id === globalThis.held ? 'cancelled' : 'another' } });
    if (method === 'ask') send({ id: 'theirs', method: 'client/registerCapability', params: {} });
    if (id === 'theirs') send({ method: 'answered', params: {} });
    if (method === 'write') console.log('a line');
    if (method === 'crash') process.exit(3);
    if (method === 'shutdown') send({ id, result: null });
    if (method === 'exit') process.exit(0);
  });`,
);

const forever = new AbortController().signal;

function aServer() {
  const told: string[] = [];
  const waiting = new Map<string, () => void>();
  const tell = (what: string): void => {
    told.push(what);
    waiting.get(what)?.();
  };
  const server = new ServerProcess(module, {
    notified: method => tell(method),
    wrote: line => tell(line),
    closed: () => tell('closed'),
  });
  const until = (what: string): Promise<void> =>
    told.includes(what) ? Promise.resolve() : new Promise(resolve => waiting.set(what, resolve));
  return { server, until };
}

test('a request is answered, and a failure rejects with its code and data', async () => {
  const { server } = aServer();
  expect(await server.request('echo', { a: 1 }, forever)).toEqual({ a: 1 });
  await expect(server.request('fail', {}, forever)).rejects.toEqual({ code: -32803, message: 'no', data: { code: 'not-found' } });
  await server.stop(2000);
});

test('partial results come in order, before the answer', async () => {
  const { server } = aServer();
  const heard: unknown[] = [];
  expect(await server.request('stream', {}, forever, items => heard.push(...items))).toBe('end');
  expect(heard).toEqual([1, 2, 3]);
  await server.stop(2000);
});

test('an aborted request is cancelled at the server, which settles it', async () => {
  const { server } = aServer();
  const stop = new AbortController();
  const held = server.request('held', {}, stop.signal);
  stop.abort();
  await expect(held).rejects.toMatchObject({ message: 'cancelled' });
  await server.stop(2000);
});

test('a process that dies settles every request and says so once', async () => {
  const { server, until } = aServer();
  const held = server.request('held', {}, forever);
  server.notify('crash', {});
  await expect(held).rejects.toMatchObject({ code: -32_099 });
  await until('closed');
  await expect(server.request('echo', {}, forever)).rejects.toMatchObject({ code: -32_099 });
  await server.stop(2000);
});

test('the server may register for watched files, and its lines and notifications are heard', async () => {
  const { server, until } = aServer();
  server.notify('ask', {});
  await until('answered');
  server.notify('write', {});
  await until('a line');
  await server.stop(2000);
  await until('closed');
});

test('a server whose file is not there closes, and stopping it ends', async () => {
  const told = Promise.withResolvers<void>();
  const server = new ServerProcess(join(folder.root, 'nowhere.cjs'), {
    notified: () => undefined,
    wrote: () => undefined,
    closed: () => told.resolve(),
  });
  await told.promise;
  await server.stop(2000);
});
