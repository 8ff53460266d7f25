import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import type { ServerHost } from '../../../../extension/host/server-host.js';
import { aFolder } from '../../../kit/a-folder.js';
import { aDocument, aServerHost } from '../../../kit/a-server-host.js';

const folder = aFolder({});
afterAll(() => folder.remove());

/**
 * A server that answers by the name of the method: `index/status` with its start options, `search/query` depending on the query.
 * Everything that it receives is kept in a list that `metrics/read` returns.
 */
const module = join(folder.root, 'server.cjs');
writeFileSync(
  module,
  `const received = [];
  let initialize;
  process.on('disconnect', () => process.exit(1));
  process.on('message', ({ id, method, params }) => {
    const send = message => process.send({ jsonrpc: '2.0', ...message });
    const answer = result => send({ id, result });
    if (method === undefined) return;
    received.push({ method, params });
    if (method === 'initialize') {
      initialize = params;
      const how = params.initializationOptions.how;
      if (how === 'refuse') return send({ id, error: { code: -32603, message: 'no' } });
      if (how === 'exit') process.exit(3);
      if (how === 'hang') return console.log(process.pid + '\\nhangs');
      answer({ capabilities: {
        textDocumentSync: { openClose: true, change: 2, save: { includeText: false } },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        codeActionProvider: { codeActionKinds: how === 'odd' ? 5 : ['quickfix'] },
      } });
    }
    if (method === 'initialized') send({ id: 'watch', method: 'client/registerCapability', params: { registrations: [
      { id: 'files', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers: [{ globPattern: '**/*' }] } } ] } });
    if (method === 'vibe/index/status') answer({ pid: process.pid, execArgv: process.execArgv, initialize });
    if (method === 'vibe/report/read') answer(received);
    if (method === 'vibe/chat/ask') {
      for (const item of [1, 2, 3]) send({ method: '$/progress', params: { token: params.partialResultToken, value: [item] } });
      answer('end');
    }
    if (method === 'vibe/search/query') {
      if (params.query === 'crash') process.exit(3);
      if (params.query === 'fail') send({ id, error: { code: -32803, message: 'no', data: { code: 'not-found', text: { id: 'verbatim', args: { text: 'What' } }, remedy: { id: 'verbatim', args: { text: 'Do' } } } } });
      if (params.query === 'held') send({ method: 'vibe/chat/changed', params: { conversationId: 'held' } });
      if (params.query === 'loop') { send({ method: 'vibe/chat/changed', params: { conversationId: 'loop' } }); setImmediate(() => { for (;;); }); }
      if (params.query === 'lines') { console.log('on stdout'); console.error('on stderr'); answer(null); }
    }
    if (method === '$/cancelRequest') send({ id: params.id, error: { code: -32800, message: 'cancelled' } });
    if (method === 'textDocument/codeAction') answer([{ title: 'Fix it', kind: 'quickfix', command: { title: 'Fix it', command: 'vibe.fix' } }]);
    if (method === 'shutdown') answer(null);
    if (method === 'exit') process.exit(0);
  });`,
);

const forever = new AbortController().signal;
const owned: ServerHost[] = [];
afterEach(async () => {
  delete process.env['VIBE_INSPECT'];
  for (const host of owned.splice(0)) await host.dispose();
});

function aHost(options: () => Promise<object> = async () => ({}), at = module) {
  const world = aServerHost(at, options, [folder.root]);
  owned.push(world.host);
  // The server above answers what it likes, whatever the table declares.
  const ask = (name: string, params: object = {}, signal = forever, onItems?: (items: readonly unknown[]) => void): Promise<unknown> =>
    world.host.call(name as 'search/query', params as never, signal, onItems);
  const status = () => ask('index/status') as Promise<{ pid: number; execArgv: string[]; initialize: Record<string, unknown> }>;
  const received = async (method: string): Promise<unknown[]> => {
    const all = (await ask('report/read')) as { method: string; params: unknown }[];
    return all.filter(one => one.method === method).map(one => one.params);
  };
  const heard = (id: string): Promise<void> =>
    new Promise(resolve => {
      world.host.onDidReceive(event => {
        if (event.name === 'chat/changed' && event.payload.conversationId === id) resolve();
      });
    });
  return { ...world, ask, status, received, heard };
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a call waits while the server starts, and is answered', async () => {
  const { host, status, states } = aHost();
  const asked = status();
  await host.start();
  expect((await asked).pid).not.toBe(process.pid);
  expect(states).toEqual(['starting', 'up']);
});

test('a problem of the server is thrown as that problem', async () => {
  const { host, ask } = aHost();
  await host.start();
  await expect(ask('search/query', { query: 'fail' })).rejects.toMatchObject({ problem: { code: 'not-found' } });
});

test('items come in order, before the answer', async () => {
  const { host, ask } = aHost();
  await host.start();
  const heard: unknown[] = [];
  expect(await ask('chat/ask', {}, forever, items => heard.push(...items))).toBe('end');
  expect(heard).toEqual([1, 2, 3]);
});

test('an aborted call is cancelled at the server, and rejects as an abort', async () => {
  const { host, ask, heard, received } = aHost();
  await host.start();
  const stop = new AbortController();
  const began = heard('held');
  const held = ask('search/query', { query: 'held' }, stop.signal);
  await began;
  stop.abort();
  await expect(held).rejects.toMatchObject({ name: 'AbortError' });
  expect(await received('$/cancelRequest')).toHaveLength(1);
});

test('a killed server rejects every waiting call as server-down, and is started again', async () => {
  const { host, ask, status, heard, states } = aHost();
  await host.start();
  const { pid } = await status();
  const began = heard('held');
  const held = [ask('search/query', { query: 'held' }), ask('search/query', { query: 'held' })];
  await began;
  process.kill(pid, 'SIGKILL');
  for (const call of held) await expect(call).rejects.toMatchObject({ problem: { code: 'server-down' } });
  expect((await status()).pid).not.toBe(pid);
  expect(states).toEqual(['starting', 'up', 'restarting', 'up']);
});

test('a call that a crash ends settles, and one that is made while the server is down waits for the next', async () => {
  const { host, ask, status } = aHost();
  await host.start();
  await expect(ask('search/query', { query: 'crash' })).rejects.toMatchObject({ problem: { code: 'server-down' } });
  expect(host.state).toBe('restarting');
  await status();
});

test('a requested restart ends the process in an orderly way and reads the settings again', async () => {
  let how = 'first';
  const { host, status, states } = aHost(async () => ({ how }));
  await host.start();
  const { pid } = await status();
  how = 'second';
  await host.restart();
  const after = await status();
  expect(alive(pid)).toBe(false);
  expect(after.initialize['initializationOptions']).toEqual({ how: 'second' });
  expect(states).toEqual(['starting', 'up', 'restarting', 'up']);
});

test('concurrent restarts end with the newest settings', async () => {
  let how = 0;
  const { host, status } = aHost(async () => ({ how }));
  await host.start();
  const restarts = [1, 2, 3].map(value => {
    how = value;
    return host.restart();
  });
  await Promise.all(restarts);
  expect((await status()).initialize['initializationOptions']).toEqual({ how: 3 });
});

test('a server that hangs is killed by a restart, and its calls settle', { timeout: 30_000 }, async () => {
  const { host, ask, status, heard } = aHost();
  await host.start();
  const { pid } = await status();
  const hung = heard('loop');
  const held = ask('search/query', { query: 'loop' });
  const settled = expect(held).rejects.toMatchObject({ problem: { code: 'server-down' } });
  await hung;
  await host.restart();
  await settled;
  expect(alive(pid)).toBe(false);
  expect((await status()).pid).not.toBe(pid);
});

test('a restart before the process was made starts with the newest settings', async () => {
  let how = 'hang';
  const { host, status } = aHost(async () => ({ how }));
  void host.start();
  how = 'well';
  await host.restart();
  expect((await status()).initialize['initializationOptions']).toEqual({ how: 'well' });
});

test('a server that hangs while it starts is killed by a restart', async () => {
  let how = 'hang';
  const { host, editor, status } = aHost(async () => ({ how }));
  void host.start();
  await expect.poll(() => editor.lines).toContain('hangs');
  how = 'well';
  await host.restart();
  expect((await status()).initialize['initializationOptions']).toEqual({ how: 'well' });
});

test.each(['refuse', 'exit', 'odd'])(
  'a server that does not start (%s) is started again with back-off, and shows no notification',
  async first => {
    let how = first;
    const { host, editor, status, states } = aHost(async () => ({ how }));
    await host.start();
    how = 'well';
    await status();
    expect(states).toEqual(['starting', 'restarting', 'up']);
    expect(editor.notified).toEqual([]);
  },
);

test('a process that cannot be created is tried again', async () => {
  // No system accepts an environment of this size.
  process.env['VIBE_TEST_HUGE'] = 'x'.repeat(32 * 1024 * 1024);
  const { host, status, states } = aHost();
  await host.start();
  delete process.env['VIBE_TEST_HUGE'];
  await status();
  expect(states).toEqual(['starting', 'restarting', 'up']);
});

test('settings that cannot be read are read again', async () => {
  let nReads = 0;
  const { host, status } = aHost(async () => {
    if (++nReads === 1) throw new Error('The keyring is locked');
    return {};
  });
  void host.start();
  await status();
  expect(nReads).toBeGreaterThan(1);
});

test('six crashes leave the server down, calls fail immediately, and a restart brings it back', { timeout: 60_000 }, async () => {
  let how = 'exit';
  const { host, ask, status, states } = aHost(async () => ({ how }));
  void host.start();
  await expect(ask('index/status')).rejects.toMatchObject({ problem: { code: 'server-down' } });
  expect(host.state).toBe('down');
  how = 'well';
  await host.restart();
  await status();
  expect(states).toEqual(['starting', 'restarting', 'down', 'restarting', 'up']);
});

test('disposing ends the process and releases waiting callers', async () => {
  const { host, ask, status, heard } = aHost();
  await host.start();
  const { pid } = await status();
  const began = heard('held');
  const held = ask('search/query', { query: 'held' });
  const settled = expect(held).rejects.toMatchObject({ problem: { code: 'server-down' } });
  await began;
  await host.dispose();
  await settled;
  expect(alive(pid)).toBe(false);
  await expect(ask('index/status')).rejects.toThrow();
});

test('disposing while the server starts ends the process', async () => {
  const { host, editor } = aHost(async () => ({ how: 'hang' }));
  void host.start();
  await expect.poll(() => editor.lines).toContain('hangs');
  await host.dispose();
  expect(alive(Number(editor.lines.find(line => /^\d+$/.test(line))))).toBe(false);
});

test('documents of the editor are opened, changed and closed at the server', async () => {
  const { host, editor, received } = aHost();
  const path = join(folder.root, 'a.ts');
  const document = aDocument(path, 'one');
  editor.documents.push(document);
  await host.start();
  const at = (line: number, character: number) => ({ line, character });
  editor.fire('ChangeTextDocument', {
    document: aDocument(path, 'two', 2),
    contentChanges: [{ range: { start: at(0, 0), end: at(0, 3) }, rangeLength: 3, rangeOffset: 0, text: 'two' }],
  });
  editor.fire('SaveTextDocument', document);
  editor.fire('CloseTextDocument', document);
  const uri = `file://${path}`;
  expect(await received('textDocument/didOpen')).toEqual([{ textDocument: { uri, languageId: 'typescript', version: 1, text: 'one' } }]);
  expect(await received('textDocument/didChange')).toMatchObject([
    { textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: at(0, 0), end: at(0, 3) }, text: 'two' }] },
  ]);
  expect(await received('textDocument/didSave')).toEqual([{ textDocument: { uri } }]);
  expect(await received('textDocument/didClose')).toEqual([{ textDocument: { uri } }]);
});

test('unsaved documents are opened again at a restarted server', async () => {
  const { host, editor, received } = aHost();
  editor.documents.push(aDocument(join(folder.root, 'a.ts'), 'unsaved'));
  await host.start();
  await host.restart();
  expect(await received('textDocument/didOpen')).toMatchObject([{ textDocument: { text: 'unsaved' } }]);
});

test('concurrent changes of watched files are one message', async () => {
  const { host, editor, received, ask } = aHost();
  await host.start();
  await ask('report/read');
  for (const [name, type] of [
    ['created', 1],
    ['changed', 2],
    ['deleted', 3],
  ] as const)
    editor.fire(name, editor.Uri.file(join(folder.root, `${type}.ts`)));
  await expect.poll(() => received('workspace/didChangeWatchedFiles')).toHaveLength(1);
  const [batch] = (await received('workspace/didChangeWatchedFiles')) as [{ changes: { type: number }[] }];
  expect(batch.changes.map(({ type }) => type)).toEqual([1, 2, 3]);
});

test('the server gets the folders at its start and when they change', async () => {
  const { host, editor, status, received } = aHost();
  await host.start();
  const { workspaceFolders, processId, capabilities } = (await status()).initialize;
  expect(workspaceFolders).toEqual([{ uri: `file://${folder.root}`, name: folder.root }]);
  expect(processId).toBe(process.pid);
  expect(capabilities).toMatchObject({ window: { workDoneProgress: false } });
  editor.fire('ChangeWorkspaceFolders', { added: [{ uri: editor.Uri.file('/b'), name: 'b' }], removed: [] });
  expect(await received('workspace/didChangeWorkspaceFolders')).toEqual([
    { event: { added: [{ uri: 'file:///b', name: 'b' }], removed: [] } },
  ]);
});

test('code actions of the server appear in the editor', async () => {
  const { host, editor } = aHost();
  await host.start();
  const at = { line: 0, character: 0 };
  const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
  const actions = await editor.providers[0]!.provideCodeActions(
    aDocument(join(folder.root, 'a.ts'), 'one'),
    { start: at, end: at },
    { diagnostics: [], only: undefined, triggerKind: 1 },
    token,
  );
  expect(actions).toMatchObject([{ command: { title: 'Fix it', command: 'vibe.fix' } }]);
});

test('lines that the server writes outside the protocol are logged', async () => {
  const { host, editor, ask } = aHost();
  await host.start();
  await ask('search/query', { query: 'lines' });
  await expect.poll(() => editor.lines).toContain('on stdout');
  await expect.poll(() => editor.lines).toContain('on stderr');
});

test('VIBE_INSPECT starts the server for a debugger on this machine only', async () => {
  const { host, status } = aHost();
  await host.start();
  expect((await status()).execArgv).toEqual([]);
  process.env['VIBE_INSPECT'] = '49517';
  const debugged = aHost();
  await debugged.host.start();
  expect((await debugged.status()).execArgv).toEqual(['--inspect=127.0.0.1:49517']);
});
