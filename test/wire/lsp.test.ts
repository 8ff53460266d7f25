import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource, ProgressType } from 'vscode-jsonrpc/node';
import { type AFolder, aFolder } from '../kit/a-folder.js';
import { framed } from '../kit/a-language-server.js';
import { aStdioServer, type StdioServer, start } from '../kit/a-stdio-server.js';
import { FakeOllama } from '../kit/fakes/fake-ollama.js';

const files = {
  'src/pool.ts': 'export class WorkerPool {\n  /** Starts a worker for each core. */\n  startWorkers(): void {\n    spawnAll();\n  }\n}\n',
  'src/queue.ts': 'export function drainQueue(items: string[]): number {\n  return items.length;\n}\n',
};

interface Place {
  readonly path: string;
  readonly folder: string;
  readonly startLine: number;
}

/** Flips bits all along the file except in its first bytes, so that checksums detect it and not the magic number. */
function flipBytes(path: string): void {
  const bytes = readFileSync(path);
  for (let at = 256; at < bytes.length; at += 97) bytes[at]! ^= 0x40;
  writeFileSync(path, bytes);
}

let folder: AFolder;
let server: StdioServer;
let ollama: FakeOllama | undefined;

beforeEach(() => {
  folder = aFolder(files);
  server = aStdioServer();
});
afterEach(async () => {
  server.process.kill('SIGKILL');
  await server.exited;
  await ollama?.stop();
  ollama = undefined;
  folder.remove();
});

const offline = () => ({ storageDir: folder.storage, offline: true });
const withModel = (url: string) => ({ storageDir: folder.storage, endpoints: [{ kind: 'ollama', url }] });
const search = async (query: string): Promise<readonly Place[]> =>
  (await server.client.sendRequest<{ places: readonly Place[] }>('vibe/search/query', { query })).places;

describe('any LSP client', () => {
  test('finds what is in the folder, and unsaved text', async () => {
    await start(server, [folder.uri], offline());
    expect((await search('startWorkers'))[0]).toMatchObject({ path: 'src/pool.ts' });
    const uri = `${folder.uri}/src/queue.ts`;
    await server.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'typescript', version: 1, text: files['src/queue.ts'] },
    });
    await server.client.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: 'export function quetzalcoatl(): void {}\n' }],
    });
    const [unsaved] = await search('quetzalcoatl');
    expect(unsaved).toMatchObject({ path: 'src/queue.ts', text: expect.stringContaining('quetzalcoatl') });
    await server.client.sendNotification('textDocument/didClose', { textDocument: { uri } });
    // Search by meaning always finds something near, but the text itself must be gone.
    await expect.poll(async () => JSON.stringify(await search('quetzalcoatl'))).not.toContain('quetzalcoatl');
    expect((await search('drainQueue'))[0]).toMatchObject({ path: 'src/queue.ts' });
  });

  test('finds in several folders, and no more in one that was removed', async () => {
    const other = aFolder({ 'main.go': 'package main\n\nfunc Thunderbird() {}\n' });
    try {
      await start(server, [folder.uri, other.uri], offline());
      expect((await search('Thunderbird'))[0]).toMatchObject({ folder: other.uri, path: 'main.go' });
      expect((await search('drainQueue'))[0]).toMatchObject({ folder: folder.uri });
      await server.client.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: { added: [], removed: [{ uri: other.uri, name: 'other' }] },
      });
      await expect.poll(async () => (await search('Thunderbird')).map(place => place.folder)).not.toContain(other.uri);
    } finally {
      other.remove();
    }
  });

  test('reports changed files through watched files', async () => {
    await start(server, [folder.uri], offline());
    folder.write('src/new.ts', 'export const kingfisher = 1;\n');
    await server.client.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: `${folder.uri}/src/new.ts`, type: 1 }] });
    await expect.poll(async () => (await search('kingfisher'))[0]?.path).toBe('src/new.ts');
  });

  test('is offered questions about this very folder', async () => {
    await start(server, [folder.uri], offline());
    const questions = await server.client.sendRequest<readonly string[]>('vibe/chat/suggest', {});
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.join(' ')).toContain('src/');
  });

  test('finds with the first question what a damaged segment held', async () => {
    await start(server, [folder.uri], offline());
    await server.client.sendRequest('shutdown');
    await server.client.sendNotification('exit');
    await server.exited;
    const segments = readdirSync(folder.storage, { recursive: true, encoding: 'utf8' }).filter(name => /seg-.*\.vibe$/.test(name));
    expect(segments.length).toBeGreaterThan(0);
    for (const name of segments) flipBytes(join(folder.storage, name));
    server = aStdioServer();
    await start(server, [folder.uri], offline());
    expect((await search('startWorkers'))[0]?.path).toBe('src/pool.ts');
  });

  test('asks a model and gets places, a packed prompt, text and citations; the conversation is stored', async () => {
    ollama = new FakeOllama({ tokenMs: 1 });
    await ollama.start();
    await start(server, [folder.uri], withModel(ollama.url));
    const ask = { conversationId: 'c1', turnId: 't1', question: 'how does the worker pool start?' };
    const { items, result } = await server.stream('vibe/chat/ask', ask);
    expect(result).toMatchObject({ kind: 'done', facts: { source: 'model', local: true } });
    const kinds = items.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['phase', 'places', 'packed', 'delta', 'citation']));
    expect(kinds.indexOf('places')).toBeLessThan(kinds.indexOf('delta'));
    const again = await server.stream('vibe/chat/ask', ask);
    expect(again.result).toMatchObject({ kind: 'done' });
    // The warm-up asks too, but does not stream.
    expect(ollama.requests.filter(({ path, body }) => path === '/api/chat' && body['stream'] === true)).toHaveLength(1);
    expect(await server.client.sendRequest('vibe/chat/open', { conversationId: 'c1' })).toMatchObject({
      turns: [{ id: 't1', question: ask.question, end: { kind: 'done' } }],
    });
  });

  test('stops an answer midway by cancelling, and keeps what was written', async () => {
    ollama = new FakeOllama({ tokenMs: 20 });
    await ollama.start();
    ollama.misbehave({ kind: 'endless', path: '/api/chat', always: true });
    await start(server, [folder.uri], withModel(ollama.url));
    const source = new CancellationTokenSource();
    const wrote = Promise.withResolvers<void>();
    server.client.onProgress(new ProgressType<{ kind: string }[]>(), 'p', items => {
      if (items.some(({ kind }) => kind === 'delta')) wrote.resolve();
    });
    const ask = { conversationId: 'c', turnId: 't', question: 'how does the pool start?', partialResultToken: 'p' };
    const end = server.client.sendRequest('vibe/chat/ask', ask, source.token);
    await wrote.promise;
    source.cancel();
    expect(await end).toEqual({ kind: 'stopped' });
    await expect.poll(() => ollama!.nLeft).toBe(1);
    const opened = () => server.client.sendRequest<{ turns: { text: string; end: object }[] }>('vibe/chat/open', { conversationId: 'c' });
    await expect.poll(async () => (await opened()).turns[0]?.end).toEqual({ kind: 'stopped' });
    expect((await opened()).turns[0]!.text.length).toBeGreaterThan(0);
  });

  test("sends nonsense and gets the protocol's errors, and the server lives", async () => {
    await start(server, [folder.uri], offline());
    let sent = '';
    server.process.stdout.on('data', (chunk: Buffer) => {
      sent += chunk.toString();
    });
    const nonsense = [framed('{nope'), framed('[1]'), 'Content-Length: x\r\n\r\n', framed('{"jsonrpc":"2.0","id":8,"method":"vibe/none"}')];
    for (const bytes of nonsense) server.process.stdin.write(bytes);
    await expect(server.client.sendRequest('vibe/search/query', { query: 5 })).rejects.toMatchObject({ code: -32602 });
    expect((await search('drainQueue')).length).toBeGreaterThan(0);
    for (const code of [-32700, -32600, -32601]) expect(sent).toContain(`"code":${code}`);
  });
});

describe('the server ends', () => {
  test('with code 0 after shutdown and exit', async () => {
    await start(server, [folder.uri], offline());
    await server.client.sendRequest('shutdown');
    await server.client.sendNotification('exit');
    expect(await server.exited).toBe(0);
  });

  test('when its pipe is closed', async () => {
    await start(server, [folder.uri], offline());
    server.process.stdin.end();
    expect(await server.exited).toBe(1);
  });

  test('when its parent is gone although the pipe is held open', async () => {
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const params = { processId: parent.pid, capabilities: {}, rootUri: null, initializationOptions: offline() };
    await server.client.sendRequest('initialize', params);
    parent.kill('SIGKILL');
    expect(await server.exited).toBe(1);
  });
});

describe('inline completion', () => {
  const uri = () => `${folder.uri}/src/new.ts`;
  const text = 'class Pool {\n  startWorkers(): void {\n    spawn\n';
  const ask = (context: object) =>
    server.client.sendRequest('textDocument/inlineCompletion', {
      textDocument: { uri: uri() },
      position: { line: 2, character: 9 },
      context,
    });
  const open = async () => {
    await start(server, [folder.uri], offline());
    await server.client.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uri(), languageId: 'typescript', version: 1, text },
    });
  };
  /** The thread answers while it reads the folder, so the first answers may be empty. */
  const untilSome = async (context: object): Promise<unknown> => {
    for (;;) {
      const found = (await ask(context)) as readonly object[];
      if (found.length > 0) return found;
    }
  };

  test('finishes the line of an open document from the folder', async () => {
    await open();
    expect(await untilSome({ triggerKind: 1 })).toEqual([
      { insertText: 'All();', range: { start: { line: 2, character: 9 }, end: { line: 2, character: 9 } } },
    ]);
  });

  test('goes on from the item that is selected in a list of suggestions', async () => {
    await open();
    const range = { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } };
    expect(await untilSome({ triggerKind: 1, selectedCompletionInfo: { range, text: 'spawnAll' } })).toEqual([
      { insertText: 'spawnAll();', range },
    ]);
  });

  test('is offered to clients that can show it', async () => {
    const capabilities = { textDocument: { inlineCompletion: {} } };
    const answer = await server.client.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      initializationOptions: offline(),
    });
    expect(answer).toMatchObject({ capabilities: { inlineCompletionProvider: true } });
  });
});
