import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { aFolder } from '../kit/a-folder.js';

const serverPath = fileURLToPath(new URL('../../dist/server.js', import.meta.url));
const folder = aFolder({ 'src/crane.ts': 'export function crane(): void {}\n' });
afterEach(() => folder.remove());

test('the server that the extension starts uses node IPC, and ends with its parent', async () => {
  const child = fork(serverPath, ['--node-ipc'], { silent: true });
  child.stderr!.resume();
  const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)));
  const client = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const ready = new Promise<void>(resolve => {
    client.onNotification('vibe/index/changed', ({ folders }: { folders: { phase: string }[] }) => {
      if (folders[0]?.phase === 'ready') resolve();
    });
  });
  client.listen();
  await client.sendRequest('initialize', {
    processId: process.pid,
    capabilities: {},
    rootUri: null,
    workspaceFolders: [{ uri: folder.uri, name: 'w' }],
    initializationOptions: { storageDir: folder.storage, offline: true },
  });
  await client.sendNotification('initialized', {});
  await ready;
  const { places } = await client.sendRequest<{ places: { path: string }[] }>('vibe/search/query', { query: 'crane' });
  expect(places[0]!.path).toBe('src/crane.ts');
  client.dispose();
  child.disconnect();
  expect(await exited).toBe(1);
});
