import { expect, test } from 'vitest';
import { fenced } from '../../../../extension/changes/fenced.js';
import { terminalText } from '../../../../extension/changes/terminal-text.js';
import { describeProblems } from '../../../../extension/context/describe-problems.js';
import { isInnerPath } from '../../../../extension/editor/inner-path.js';
import { folderWords, oneLine, statusWords, type Translate } from '../../../../extension/editor/status-words.js';
import type { FolderStatus } from '../../../../server/protocol/index-status.js';
import { englishWording, verbatim } from '../../../../server/protocol/sentences/sentence.js';

const t: Translate = (message, ...args) => message.replaceAll(/\{(\d)\}/g, (_, i: string) => String(args[Number(i)]));

const aFolder = (changes: Partial<FolderStatus> = {}): FolderStatus => ({
  folder: 'file:///shop',
  name: 'shop',
  phase: 'ready',
  nSeen: 5300,
  nSearchable: 5300,
  nChunks: 9000,
  leftOut: {},
  sizeBytes: 3_100_000,
  indexedMs: 900,
  ...changes,
});
const words = (folder: FolderStatus) => statusWords('up', { version: 1, folders: [folder] }, 1, t, englishWording);

test('the status bar counts while it indexes', () => {
  expect(words(aFolder({ phase: 'indexing', nSearchable: 4120 })).text).toBe('$(sync) Vibe: 4,120 of 5,300 files');
});

test('the status bar shows only an icon when ready, and its tooltip how much can be found', () => {
  expect(words(aFolder())).toMatchObject({ text: '$(search-sparkle)', tooltip: 'Vibe: 5,300 files are searchable', warns: false });
});

test('the status bar counts passages while a chosen model embeds them, and the list shows the result', () => {
  const embedding = { model: 'minilm on CPU', nWindows: 9000, nEmbedded: 1200, serves: false };
  expect(words(aFolder({ embedding })).text).toBe('$(sync) Vibe: 1,200 of 9,000 passages embedded');
  const done = { ...embedding, nEmbedded: 9000, serves: true };
  expect(words(aFolder({ embedding: done })).text).toBe('$(search-sparkle)');
  expect(folderWords(aFolder({ embedding: done }), t, englishWording)).toContain('9,000 of 9,000 passages embedded with minilm on CPU');
  const problem = { code: 'embedder-failed', text: verbatim('The model is gone'), remedy: verbatim('Choose another') } as const;
  expect(folderWords(aFolder({ embedding: { ...embedding, problem } }), t, englishWording)).toContain('The model is gone. Choose another.');
});

test('the status bar warns in words about a folder that cannot be indexed', () => {
  const problem = {
    code: 'folder-unreadable',
    text: verbatim('The folder "shop" cannot be read'),
    remedy: verbatim('Check its permissions'),
  } as const;
  expect(words(aFolder({ phase: 'failed', problem }))).toEqual({
    text: '$(warning) Vibe: shop is not indexed',
    tooltip: 'The folder "shop" cannot be read. Check its permissions.',
    warns: true,
  });
});

test("a status that lacks the window's folder says that it is starting, not that nothing can be found", () => {
  expect(statusWords('up', { version: 1, folders: [] }, 1, t, englishWording).text).toBe('$(sync) Vibe: starting');
  expect(statusWords('up', { version: 1, folders: [] }, 0, t, englishWording).tooltip).toBe('Vibe: no folder is open');
});

test('a server that stays down outweighs an old status', () => {
  expect(statusWords('down', { version: 1, folders: [aFolder()] }, 1, t, englishWording).warns).toBe(true);
});

test('the line of a folder names what is skipped, most first', () => {
  expect(folderWords(aFolder({ leftOut: { binary: 7, ignored: 24, 'too-large': 0 } }), t, englishWording)).toBe(
    '5,300 files searchable, 31 skipped (24 ignored, 7 binary), 3.1 MB on disk',
  );
});

test('a name with line breaks or icon syntax stays text in a label', () => {
  expect(oneLine('a\n$(trash) b')).toBe('a $\u200b(trash) b');
});

test('problems are listed worst first, then by line', () => {
  const at = (line: number, severity: number) => ({ line, severity, message: `m${line}`, source: 'ts' });
  expect(describeProblems('a.ts', [at(9, 1), at(5, 0), at(2, 1)])).toBe(
    'a.ts:5: error: m5 (ts)\na.ts:2: warning: m2 (ts)\na.ts:9: warning: m9 (ts)',
  );
});

test.each(['../a', 'a/../../b', '/etc/passwd', 'C:\\x', '', 'a\0b', 'a\\..\\b'])('a path that leaves its folder is refused: %j', path => {
  expect(isInnerPath(path)).toBe(false);
});

test.each(['a.ts', 'src/a..b.ts', '.github/x.yml', 'with space/ü.md'])('a path inside its folder is accepted: %j', path => {
  expect(isInnerPath(path)).toBe(true);
});

test('text for the terminal contains no line break and no control character that could run it', () => {
  expect(terminalText('npm i\r\nnpm test\n')).toBe('npm i && npm test');
  expect(terminalText('echo \u001b[201~ \u0003 hi')).toBe('echo  [201~   hi');
});

test('a block keeps its own fences inside a longer one, and its language is one word', () => {
  expect(fenced('```\nx\n```\n', 'md`\n')).toBe('````md\n```\nx\n```\n````\n');
});
