import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { CancellationTokenSource, IPCMessageWriter, type MessageConnection, ProgressType } from 'vscode-jsonrpc/node';
import { ProblemError } from '../../../server/protocol/problem.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';
import { wireErrors } from '../../../server/protocol/wire.js';
import { aServer, framed, initialize } from '../../kit/a-language-server.js';

/** Returns the error with which a request is answered. */
const errorOf = (client: MessageConnection, method: string, params?: object): Promise<{ code: number; data?: unknown; message: string }> =>
  client.sendRequest(method, params).then(
    () => {
      throw new Error(`${method} was answered`);
    },
    (error: unknown) => error as { code: number; data?: unknown; message: string },
  );

/** Behaves like Node's own channel after the other end was killed: it fails by callback, before it knows that it is closed. */
const aClosedChannel = (): NodeJS.Process =>
  Object.assign(new EventEmitter(), {
    send: (_message: unknown, _handle: unknown, _options: unknown, done: (error: Error) => void) =>
      process.nextTick(done, new Error('write EPIPE')),
  }) as unknown as NodeJS.Process;

describe('the life of a language server', () => {
  test('begins with initialize: before it every request is refused, and a second one too', async () => {
    const { client } = aServer();
    expect((await errorOf(client, 'vibe/chat/list', {})).code).toBe(wireErrors.notInitialized);
    await initialize(client);
    expect(await client.sendRequest('vibe/chat/list', {})).toEqual([]);
    expect((await errorOf(client, 'initialize', { processId: null, capabilities: {}, rootUri: null })).code).toBe(
      wireErrors.invalidRequest,
    );
  });

  test('ends with shutdown and exit, code 0, and everything was released', async () => {
    const { client, calls, exited } = aServer();
    await initialize(client);
    await client.sendRequest('shutdown');
    expect(calls).toEqual([['dispose']]);
    await client.sendNotification('exit');
    expect(await exited).toBe(0);
  });

  test('ends with code 1 if exit comes without shutdown, or the pipe is closed', async () => {
    const one = aServer();
    await initialize(one.client);
    await one.client.sendNotification('exit');
    expect(await one.exited).toBe(1);
    expect(one.calls).toEqual([['dispose']]);
  });

  test('ends if its client has vanished, instead of reporting that to it for ever', async () => {
    const { raw, exited } = aServer({}, () => new IPCMessageWriter(aClosedChannel()));
    raw(framed('{"jsonrpc":"2.0","id":1,"method":"shutdown"}'));
    expect(await exited).toBe(1);
  });

  test('reports wrong options and uses their defaults', async () => {
    const { client, options, got } = aServer();
    await initialize(client, { initializationOptions: { offline: 'yes', maxFileBytes: 4096, colour: 'red', chatModel: null } });
    expect(options()).toMatchObject({ offline: false, maxFileBytes: 4096, chatModel: '' });
    await client.sendRequest('vibe/index/status', {});
    const shown = got.flatMap(([method, params]) => (method === 'window/showMessage' ? [(params as { message: string }).message] : []));
    expect(shown).toHaveLength(2);
    expect(shown[0]).toContain('"offline"');
    expect(shown[1]).toContain('"colour" is unknown');
  });

  test.each(['file:///w/a%20b%20%281%29', 'file:///w/a%20b%20(1)', 'file:///w/a b (1)/'])(
    'finds a folder however the client escapes it: %s',
    async folder => {
      const { client, calls } = aServer();
      await initialize(client, { workspaceFolders: [{ uri: folder, name: 'a b (1)' }] });
      await client.sendRequest('vibe/index/rebuild', { folder });
      expect(calls).toContainEqual(['rebuild', 'file:///w/a%20b%20(1)']);
    },
  );

  test('opens the folders that the client names, and reports one that is not on this disk', async () => {
    const { client, calls, next } = aServer();
    const shown = next('window/showMessage');
    await initialize(client, {
      workspaceFolders: [
        { uri: 'file:///w/a%20b', name: 'a b' },
        { uri: 'vscode-vfs://github/x', name: 'x' },
      ],
    });
    await client.sendNotification('initialized', {});
    expect(await shown).toMatchObject({ message: expect.stringContaining('vscode-vfs://github/x') });
    expect(calls).toEqual([['addFolder', '/w/a b']]);
    await client.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: 'file:///w/c', name: 'c' }], removed: [{ uri: 'file:///w/a%20b', name: 'a b' }] },
    });
    await client.sendRequest('vibe/index/status', {});
    expect(calls.slice(1)).toEqual([
      ['removeFolder', '/w/a b'],
      ['addFolder', '/w/c'],
    ]);
  });
});

describe('a request', () => {
  test('with wrong params is answered with what is wrong, as the protocol defines', async () => {
    const { client } = aServer();
    await initialize(client);
    const error = await errorOf(client, 'vibe/search/query', { query: 'x', limit: 1000 });
    expect(error.code).toBe(wireErrors.invalidParams);
    expect(error.data).toMatchObject({ code: 'bad-params', message: expect.stringContaining('limit') });
    expect((await errorOf(client, 'vibe/search/query')).code).toBe(wireErrors.invalidParams);
    expect((await errorOf(client, 'vibe/no/such', {})).code).toBe(wireErrors.methodNotFound);
    expect((await errorOf(client, 'textDocument/rename', {})).code).toBe(wireErrors.methodNotFound);
  });

  test('that causes a Problem carries it as data; a bug becomes internal', async () => {
    const failures = [new ProblemError('no-folder', verbatim('Nothing is open'), verbatim('Open a folder')), new Error('bug')];
    const { client } = aServer({ searcher: { search: () => Promise.reject(failures.shift()) } });
    await initialize(client);
    expect(await errorOf(client, 'vibe/search/query', { query: 'x' })).toMatchObject({
      code: wireErrors.failed,
      data: { code: 'no-folder', text: verbatim('Nothing is open'), remedy: verbatim('Open a folder') },
    });
    expect(await errorOf(client, 'vibe/search/query', { query: 'x' })).toMatchObject({
      code: wireErrors.internal,
      data: { code: 'internal' },
    });
  });

  test('that is cancelled stops its work and is answered as cancelled', async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const search = (_query: unknown, signal: AbortSignal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        started.resolve(signal);
      });
    const { client } = aServer({ searcher: { search } });
    await initialize(client);
    const source = new CancellationTokenSource();
    const answer = client.sendRequest('vibe/search/query', { query: 'x' }, source.token);
    const signal = await started.promise;
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: wireErrors.cancelled });
    expect(signal.aborted).toBe(true);
  });

  test('that streams sends its items as arrays before its result, and none without a token', async () => {
    const ask = async (_ask: unknown, emit: (item: object) => void) => {
      for (const text of ['a', 'b']) emit({ kind: 'delta', text });
      await new Promise(resolve => setImmediate(resolve));
      emit({ kind: 'delta', text: 'c' });
      return { kind: 'stopped' };
    };
    const { client, sent } = aServer({ chat: { ask } });
    await initialize(client);
    const got: object[][] = [];
    client.onProgress(new ProgressType<object[]>(), 'p1', value => void got.push(value));
    const question = { conversationId: 'c', turnId: 't', question: 'q' };
    expect(await client.sendRequest('vibe/chat/ask', { ...question, partialResultToken: 'p1' })).toEqual({ kind: 'stopped' });
    expect(got.flat()).toEqual(['a', 'b', 'c'].map(text => ({ kind: 'delta', text })));
    expect(got[0]).toHaveLength(2);
    const before = sent().split('$/progress').length;
    await client.sendRequest('vibe/chat/ask', question);
    expect(sent().split('$/progress').length).toBe(before);
  });
});

describe('malformed input', () => {
  const cases: readonly (readonly [name: string, bytes: string, code: number])[] = [
    ['bytes that are no JSON', framed('{nope'), wireErrors.parseError],
    ['a number', framed('5'), wireErrors.invalidRequest],
    ['null', framed('null'), wireErrors.invalidRequest],
    ['a batch', framed('[{"jsonrpc":"2.0","id":1,"method":"shutdown"}]'), wireErrors.invalidRequest],
    ['a message without a method', framed('{"jsonrpc":"2.0","id":7}'), wireErrors.invalidRequest],
    ['a method that is no string', framed('{"jsonrpc":"2.0","id":7,"method":{}}'), wireErrors.invalidRequest],
    ['params that are no structure', framed('{"jsonrpc":"2.0","id":7,"method":"vibe/index/status","params":3}'), wireErrors.invalidRequest],
    ['an id that is an object', framed('{"jsonrpc":"2.0","id":{},"method":"vibe/index/status"}'), wireErrors.invalidRequest],
    ['a header without a length', 'Content-Type: x\r\n\r\n', wireErrors.parseError],
    ['a length that is no number', 'Content-Length: many\r\n\r\n', wireErrors.parseError],
    ['a header without a colon', 'garbage\r\n\r\n', wireErrors.parseError],
  ];
  test.each(cases)('%s is answered with an error, and the server lives', async (_name, bytes, code) => {
    const { client, raw, sent } = aServer();
    await initialize(client);
    raw(bytes);
    expect(await client.sendRequest('vibe/chat/list', {})).toEqual([]);
    expect(sent()).toContain(`"error":{"code":${code},`);
  });

  test('is skipped, and intact messages after it are answered', async () => {
    const { client, raw, sent } = aServer();
    await initialize(client);
    const bad = 'Content-Length: x\r\n\r\n';
    raw(
      bad +
        bad +
        framed('{"jsonrpc":"2.0","id":"behind","method":"vibe/chat/list","params":{}}') +
        bad +
        framed('{"jsonrpc":"2.0","id":"last","method":"vibe/nothing"}'),
    );
    await expect.poll(() => sent()).toContain('"id":"last"');
    expect(sent()).toContain('"id":"behind","result":[]');
  });

  test.each([
    '{"jsonrpc":"2.0","method":"$/cancelRequest"}',
    '{"jsonrpc":"2.0","method":"$/cancelRequest","params":[1]}',
    '{"jsonrpc":"2.0","method":"textDocument/didChange","params":{}}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[]}',
    '{"jsonrpc":"2.0","method":"textDocument/didOpen"}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeWatchedFiles","params":{"changes":[{"uri":"file://%%%"},{"uri":5}]}}',
    '{"jsonrpc":"2.0","method":"workspace/didChangeWorkspaceFolders","params":{"event":null}}',
    '{"jsonrpc":"2.0","id":99,"result":{}}',
    '{"jsonrpc":"2.0","id":99,"error":"x"}',
    '{"jsonrpc":"2.0","method":"no/such/notification","params":{}}',
  ])('%s does no harm', async message => {
    const { client, raw } = aServer();
    await initialize(client);
    raw(framed(message));
    expect(await client.sendRequest('vibe/chat/list', {})).toEqual([]);
  });
});

describe('an open document', () => {
  const uri = 'file:///w/never-there.ts';
  const open = async (client: MessageConnection) => {
    await initialize(client, { workspaceFolders: [{ uri: 'file:///w', name: 'w' }] });
    await client.sendNotification('initialized', {});
    await client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text: 'let a = 1;\n' },
    });
  };

  test('that differs from its file is found as it is on the screen, and a search waits for that', async () => {
    const { client, calls } = aServer();
    await open(client);
    await client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 0, character: 4 }, end: { line: 0, character: 5 } }, text: 'bee' }],
    });
    await client.sendRequest('vibe/search/query', { query: 'bee' });
    expect(calls.filter(([name]) => name === 'overlay').at(-1)).toEqual(['overlay', '/w/never-there.ts', 'let bee = 1;\n']);
    await client.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await client.sendRequest('vibe/search/query', { query: 'bee' });
    expect(calls.at(-1)).toEqual(['overlay', '/w/never-there.ts', undefined]);
  });

  test('offers to explain a selection and to fix a diagnostic, with the text on the screen', async () => {
    const { client } = aServer();
    await open(client);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 5 } };
    const actions = await client.sendRequest('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [{ range, message: 'Wrong type', source: 'ts', code: 2322 }] },
    });
    const selection = {
      kind: 'selection',
      range: { folder: 'file:///w', path: 'never-there.ts', startLine: 1, endLine: 1 },
      text: 'let a = 1;\n',
    };
    expect((actions as object[]).slice(0, 2)).toMatchObject([
      {
        title: 'Fix with Vibe',
        kind: 'quickfix',
        command: {
          command: 'vibe.editHere',
          arguments: [{ attachments: [{ kind: 'problems', text: 'never-there.ts:1: Wrong type (ts 2322)' }, { kind: 'selection' }] }],
        },
      },
      {
        title: 'Explain with Vibe',
        command: { arguments: [{ question: 'Explain lines 1-1 of never-there.ts', attachments: [selection] }] },
      },
    ]);
  });
});
