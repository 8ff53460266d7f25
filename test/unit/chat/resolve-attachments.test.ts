import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DocumentReader } from '../../../server/chat/context/document-reader.js';
import { resolveAttachments } from '../../../server/chat/context/resolve-attachments.js';
import { WorkspaceFiles } from '../../../server/chat/context/workspace-files.js';
import { MemoryConversations } from '../../../server/conversations/memory-conversations.js';
import type { Attachment } from '../../../server/protocol/chat.js';
import { aPlace } from '../../kit/a-chat.js';
import { type AFolder, aFolder } from '../../kit/a-folder.js';

let folder: AFolder;
beforeEach(() => {
  folder = aFolder({ 'src/a.ts': 'one\ntwo\nthree\nfour\n', '.env': 'KEY=1\n', 'key.ts': `const t = "ghp_${'a1B2'.repeat(9)}";\n` });
});
afterEach(() => folder.remove());

/** Returns the resolved attachments, one line each; `unsaved` is the unsaved text of src/a.ts. */
async function resolved(attachments: readonly Attachment[], unsaved?: string): Promise<readonly string[]> {
  const noDocuments = {} as DocumentReader; // No attachment here is a document.
  const sources = {
    files: new WorkspaceFiles(() => [folder.uri], noDocuments),
    unsaved: (_folder: string, path: string) => (path === 'src/a.ts' ? unsaved : undefined),
    conversations: new MemoryConversations(),
    search: async () => ({ places: [aPlace('lib/x.ts', 1, 2), aPlace('src/y.ts', 3, 3)], elapsedMs: 0, nFiles: 2, nChunks: 2 }),
    labelOf: ({ path }: { readonly path: string }) => path,
  };
  const items = await resolveAttachments(attachments, 'question', sources, new AbortController().signal);
  return items.map(item => {
    if (item.kind === 'note') return `${item.title}: ${item.text}`;
    if (item.kind === 'image') return `${item.name} ${item.nTokens}`;
    const { path, startLine, endLine } = item.excerpt.range;
    return `${path}:${startLine}-${endLine} ${item.excerpt.text.replaceAll('\n', '/')}`;
  });
}

const at = (path: string, startLine = 1, endLine = 1) => ({ folder: folder.uri, path, startLine, endLine });

describe('an attachment', () => {
  test('of a file is the whole file, of a range its lines, clamped to the file', async () => {
    expect(
      await resolved([
        { kind: 'file', folder: folder.uri, path: 'src/a.ts' },
        { kind: 'range', range: at('src/a.ts', 2, 3) },
        { kind: 'range', range: at('src/a.ts', 4, 99) },
      ]),
    ).toEqual(['src/a.ts:1-4 one/two/three/four', 'src/a.ts:2-3 two/three', 'src/a.ts:4-4 four']);
  });

  test('of an open file is the text on the screen', async () =>
    expect(await resolved([{ kind: 'range', range: at('src/a.ts', 1, 1) }], 'changed\n')).toEqual(['src/a.ts:1-1 changed']));

  test('of a selection is its own text; secrets are masked when it is sent', async () => {
    const text = `a\nghp_${'a1B2'.repeat(9)}\n`;
    const [line] = await resolved([{ kind: 'selection', range: at('src/a.ts', 7, 8), text }]);
    expect(line).toBe(`src/a.ts:7-8 a/ghp_${'a1B2'.repeat(9)}`);
  });

  test('of a folder is its best places', async () =>
    expect(await resolved([{ kind: 'folder', folder: folder.uri, path: 'src' }])).toEqual(['src/y.ts:3-3 line 3 of src/y.ts']));

  test.each([
    ['a secret file', '.env'],
    ['a file that is not there', 'none.ts'],
    ['a path that leaves the folder', '../storage/x'],
  ])('of %s fails with its name', async (_name, path) => {
    await expect(resolved([{ kind: 'file', folder: folder.uri, path }])).rejects.toMatchObject({
      message: expect.stringContaining(`"${path}"`),
      problem: { code: 'not-found' },
    });
  });

  test('of a link that leads out of the folder fails', async () => {
    symlinkSync(process.execPath, join(folder.root, 'link.txt'));
    await expect(resolved([{ kind: 'file', folder: folder.uri, path: 'link.txt' }])).rejects.toMatchObject({
      message: expect.stringContaining('outside'),
      problem: { code: 'not-found' },
    });
  });

  test('of a link to a secret in the same folder fails', async () => {
    symlinkSync(join(folder.root, '.env'), join(folder.root, 'notes.txt'));
    await expect(resolved([{ kind: 'file', folder: folder.uri, path: 'notes.txt' }])).rejects.toMatchObject({
      message: expect.stringContaining('secrets'),
      problem: { code: 'not-found' },
    });
  });

  test('of a folder that is not open fails', async () => {
    await expect(resolved([{ kind: 'file', folder: 'file:///etc', path: 'hostname' }])).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
  });
});
