import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AFolder, aFolder } from '../kit/a-folder.js';
import { aDocument, aServerHost } from '../kit/a-server-host.js';

const serverPath = fileURLToPath(new URL('../../dist/server.js', import.meta.url));
const forever = new AbortController().signal;
let folder: AFolder;
let world: ReturnType<typeof aServerHost>;

beforeEach(async () => {
  folder = aFolder({ 'src/crane.ts': 'export function crane(): number {\n  return 1;\n}\n' });
  world = aServerHost(serverPath, async () => ({ storageDir: folder.storage, offline: true }), [folder.root]);
  const ready = new Promise<void>(resolve => {
    world.host.onDidReceive(event => {
      if (event.name === 'index/changed' && event.payload.folders[0]?.phase === 'ready') resolve();
    });
  });
  await world.host.start();
  await ready;
});
afterEach(async () => {
  await world.host.dispose();
  folder.remove();
});

const search = async (query: string): Promise<readonly string[]> => {
  const { places } = await world.host.call('search/query', { query, limit: 10 }, forever);
  return places.map(({ path }) => path);
};

test('unsaved text is found, also by a restarted server', async () => {
  const document = aDocument(`${folder.root}/src/crane.ts`, 'export function kingfisher(): void {}\n');
  world.editor.documents.push(document);
  world.editor.fire('OpenTextDocument', document);
  await expect.poll(() => search('kingfisher')).toContain('src/crane.ts');
  await world.host.restart();
  await expect.poll(() => search('kingfisher')).toContain('src/crane.ts');
  expect(world.editor.notified).toEqual([]);
});

test('a file that the editor reported is found', async () => {
  folder.write('src/heron.ts', 'export const heron = 1;\n');
  world.editor.fire('created', world.editor.Uri.file(`${folder.root}/src/heron.ts`));
  await expect.poll(() => search('heron')).toContain('src/heron.ts');
});

test('a folder that was added is found, and one that was removed is not found any more', async () => {
  const other = aFolder({ 'main.go': 'package main\n\nfunc Thunderbird() {}\n' });
  try {
    const { Uri } = world.editor;
    const added = { uri: Uri.file(other.root), name: 'other', index: 1 };
    world.editor.fire('ChangeWorkspaceFolders', { added: [added], removed: [] });
    await expect.poll(() => search('Thunderbird')).toContain('main.go');
    world.editor.fire('ChangeWorkspaceFolders', { added: [], removed: [added] });
    await expect.poll(() => search('Thunderbird')).not.toContain('main.go');
  } finally {
    other.remove();
  }
});

test('the selection of an open document has the code actions of Vibe', async () => {
  const document = aDocument(`${folder.root}/src/crane.ts`, 'export function crane(): number {\n  return 1;\n}\n');
  world.editor.fire('OpenTextDocument', document);
  const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
  const range = { start: { line: 0, character: 0 }, end: { line: 2, character: 1 } };
  const context = { diagnostics: [], only: undefined, triggerKind: 1 };
  const actions = await world.editor.providers[0]!.provideCodeActions(document, range, context, token);
  expect(actions).toContainEqual(
    expect.objectContaining({ command: expect.objectContaining({ command: expect.stringMatching(/^vibe\./) }) }),
  );
});

test('a killed server is started again and finds as before', async () => {
  expect(await search('crane')).toContain('src/crane.ts');
  const pid = Number(/process (\d+)/.exec(world.editor.lines.find(line => line.startsWith('Server up')) ?? '')?.[1]);
  const restarted = new Promise<void>(resolve => {
    world.host.onDidChangeState(state => {
      if (state === 'up') resolve();
    });
  });
  process.kill(pid, 'SIGKILL');
  await restarted;
  await expect.poll(() => search('crane')).toContain('src/crane.ts');
});
