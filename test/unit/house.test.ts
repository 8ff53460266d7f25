/** Checks that `npm run house` counts correctly, on a small code base in which everything is known. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';

interface Row {
  readonly row: string;
  readonly value: number;
  readonly ok: boolean;
  readonly withReason: number;
}

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** Writes the files and the folders that every checkout has. */
function aCheckout(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'vibe-house-'));
  roots.push(root);
  for (const tree of ['server', 'extension', 'webview', 'test', 'scripts']) mkdirSync(join(root, tree));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function measure(files: Readonly<Record<string, string>>): (row: string) => Row | undefined {
  const output = execFileSync(process.execPath, ['scripts/house.mjs', '--json', '--root', aCheckout(files)], { encoding: 'utf8' });
  // Each line is a row that the script wrote.
  const rows = output
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as Row);
  return name => rows.find(({ row }) => row === name);
}

const longFunction = (comment: string): string => `/** Doc. */\n${comment}export function long(): void {\n${'  void 0;\n'.repeat(90)}}\n`;

describe('npm run house', () => {
  test('counts cycles by values and by types apart', () => {
    const row = measure({
      'server/a.ts': "import { b } from './b.js';\nexport const a = () => b;\n",
      'server/b.ts': "import { a } from './a.js';\nexport const b = () => a;\n",
      'server/c.ts': "import type { D } from './d.js';\nexport type C = D;\n",
      'server/d.ts': "import type { C } from './c.js';\nexport type D = C;\n",
    });
    expect(row('import cycles by values')).toMatchObject({ value: 1, ok: false });
    expect(row('import cycles by values or types')).toMatchObject({ value: 2, ok: false });
  });

  test('counts a name that two files export, and not a type and a value of one file', () => {
    const row = measure({
      'server/a.ts': 'export const same = 1;\nexport type Both = number;\nexport const Both = 2;\n',
      'webview/b.ts': 'export type same = string;\n',
    });
    expect(row('exported names with two meanings')).toMatchObject({ value: 1, ok: false });
  });

  test('counts an export that only a test uses, and not one that its own file uses too', () => {
    const row = measure({
      'server/a.ts': 'export const used = 1;\nexport const tested = 2;\nexport const inner = 3;\nexport const outer = () => inner;\n',
      'server/main.ts': "import { used } from './a.js';\nvoid used;\n",
      'test/a.test.ts': "import { inner, tested, used } from '../server/a.js';\nvoid [inner, tested, used];\n",
    });
    expect(row('exports that only tests use')).toMatchObject({ value: 1, ok: false });
  });

  test('a function over 80 lines is missed unless a comment says why it is long', () => {
    expect(measure({ 'server/a.ts': longFunction('') })('functions over 80 lines')).toMatchObject({ value: 1, ok: false, withReason: 0 });
    expect(
      measure({ 'server/a.ts': longFunction('// Long because a table reads best whole.\n') })('functions over 80 lines'),
    ).toMatchObject({
      value: 0,
      ok: true,
      withReason: 1,
    });
  });

  test('counts casts without a comment, and takes neither "as const" nor the inner half of "as unknown as" for one', () => {
    const row = measure({
      'server/a.ts':
        'declare const x: unknown;\n\nexport const a = x as string;\n\n// The caller has checked it.\nexport const b = x as string;\n\nexport const c = [1] as const;\n\nexport const d = x as unknown as string;\n',
    });
    expect(row('casts')?.value).toBe(3);
    expect(row('casts without a comment')?.value).toBe(2);
    expect(row('casts by way of unknown')?.value).toBe(1);
  });

  test('finds logic that has a helper: a binary search, an error code, the text of an error', () => {
    const row = measure({
      'server/a.ts': [
        'export function find(values: readonly number[], x: number): number {',
        '  let low = 0;',
        '  let high = values.length;',
        '  while (low < high) {',
        '    const middle = (low + high) >>> 1;',
        '    if ((values[middle] ?? 0) < x) low = middle + 1;',
        '    else high = middle;',
        '  }',
        '  return low;',
        '}',
        'export const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;',
        'export const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error));',
      ].join('\n'),
    });
    expect(row('binary searches written by hand outside kernels/')?.value).toBe(1);
    expect(row('error codes of Node read by a cast')?.value).toBe(1);
    expect(row('texts of errors made in place')?.value).toBe(1);
  });

  test('counts a sentence that one of the languages lacks', () => {
    const texts = (language: string, text: string) => `export const ${language} = { gone: '${text}', kept: { one: 'x', other: 'y' } };\n`;
    const languages = ['chinese', 'french', 'german', 'japanese', 'spanish'];
    const row = measure({
      'server/protocol/sentences/english.ts': texts('english', 'The file is gone'),
      ...Object.fromEntries(
        languages.map(language => [
          `server/protocol/sentences/${language}.ts`,
          texts(language, language === 'german' ? 'The file is gone' : 'translated'),
        ]),
      ),
    });
    expect(row('sentences that a language lacks')).toMatchObject({ value: 1, ok: false });
  });

  test('counts unsorted imports, modules imported twice and private words in comments', () => {
    const row = measure({
      'server/a.ts':
        "import { b } from './b.js';\nimport { readFileSync } from 'node:fs';\nimport type { B } from './b.js';\n// Read anew.\nvoid [b, readFileSync];\nexport type A = B;\n",
      'server/b.ts': 'export const b = 1;\nexport type B = number;\n',
    });
    expect(row('files with unsorted imports')?.value).toBe(1);
    expect(row('modules imported twice in one file')?.value).toBe(1);
    expect(row('comments: "anew" (again)')?.value).toBe(1);
  });

  test('counts slips of English in comments, also across lines, and in test names', () => {
    const row = measure({
      'server/a.ts':
        '/**\n * Returns the place; undefined\n * where there is none.\n */\nexport const a = 1; // There is no need: a is no path.\n',
      'test/unit/a.test.ts': "test('a file that is no text is refused', () => undefined);\n",
    });
    expect(row('English: "where for if" (if, when)')?.value).toBe(1);
    expect(row('English: "is no thing" (is not a)')?.value).toBe(2);
    expect(row('English: "is none" (is not one)')?.value).toBe(0);
  });
});

test('npm run house -- --check fails if a hard aim is missed, and names the place', () => {
  const root = aCheckout({ 'server/a.ts': 'export const same = 1;\n', 'webview/b.ts': 'export const same = 2;\n' });
  const run = () => execFileSync(process.execPath, ['scripts/house.mjs', '--check', '--root', root], { encoding: 'utf8', stdio: 'pipe' });
  expect(run).toThrow(/exported names with two meanings\n {4}same: server\/a\.ts:1, webview\/b\.ts:1/);
});
