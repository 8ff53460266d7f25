import { describe, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { AskAbout, EditHere } from '../../../server/protocol/ask-about.js';
import { wordingOf } from '../../../server/protocol/sentences/wording-of.js';
import { codeActions } from '../../../server/rpc/code-actions.js';
import { type FolderLook, findTestSetup } from '../../../server/rpc/test-setup.js';

const source = ['export function total(items) {', '  // TODO: add the shipping', '  return sum(items);', '}', ''].join('\n');

/** Files by path, as a readable folder. */
function folderOf(files: Readonly<Record<string, string>>): FolderLook {
  return {
    list: async folder => {
      const prefix = folder === '' ? '' : `${folder}/`;
      const inside = Object.keys(files).filter(path => path.startsWith(prefix));
      return [...new Set(inside.map(path => path.slice(prefix.length).split('/')[0]!))];
    },
    read: async path => {
      const text = files[path];
      if (text === undefined) throw new Error(`no ${path}`);
      return text;
    },
  };
}

interface Look {
  readonly lines: readonly [first: number, last: number];
  readonly only?: string[];
  readonly locale?: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** Returns titles with what each asks. The range is whole lines, 0-based; it is empty if both are the same. */
async function actionsAt({
  lines: [first, last],
  only,
  locale,
  files = {},
}: Look): Promise<readonly (readonly [title: string, argument: unknown])[]> {
  const document = TextDocument.create('file:///w/src/cart.js', 'javascript', 1, source);
  const range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  const context = { diagnostics: [], ...(only ? { only } : {}) };
  const found = await codeActions(
    { folder: 'file:///w', path: 'src/cart.js', document, range, context, wording: wordingOf(locale) },
    folderOf(files),
  );
  return found.map(({ title, command }) => [title, command?.arguments?.[0] as unknown] as const);
}

const titles = (actions: readonly (readonly [string, unknown])[]): readonly string[] => actions.map(([title]) => title);

describe('code actions', () => {
  test('on a selection explain, test, document and refactor; on a line with a TODO complete it', async () => {
    expect(titles(await actionsAt({ lines: [0, 4] }))).toEqual([
      'Explain with Vibe',
      'Generate Tests with Vibe',
      'Document with Vibe',
      'Refactor with Vibe…',
      'Complete the TODO with Vibe',
    ]);
    expect(titles(await actionsAt({ lines: [2, 4] }))).not.toContain('Complete the TODO with Vibe');
    expect(titles(await actionsAt({ lines: [1, 1] }))).toEqual(['Complete the TODO with Vibe']);
    expect(titles(await actionsAt({ lines: [3, 3] }))).toEqual([]);
  });

  test('are only those of the kind that the editor asks for', async () => {
    expect(titles(await actionsAt({ lines: [0, 4], only: ['refactor.rewrite.document'] }))).toEqual(['Document with Vibe']);
    expect(titles(await actionsAt({ lines: [0, 4], only: ['refactor.rewrite'] }))).toEqual([
      'Document with Vibe',
      'Refactor with Vibe…',
      'Complete the TODO with Vibe',
    ]);
    expect(titles(await actionsAt({ lines: [0, 4], only: ['source.organizeImports'] }))).toEqual([]);
  });

  test('carry the selected lines, and a refactoring waits for its instruction', async () => {
    const refactor = (await actionsAt({ lines: [0, 2] })).find(([title]) => title === 'Refactor with Vibe…')![1] as EditHere;
    expect(refactor).toEqual({
      instruction: '/refactor lines 1-2 of src/cart.js. Show these lines in full as they become, in one fenced block.',
      asks: true,
      range: { folder: 'file:///w', path: 'src/cart.js', startLine: 1, endLine: 2 },
      attachments: [
        {
          kind: 'selection',
          range: { folder: 'file:///w', path: 'src/cart.js', startLine: 1, endLine: 2 },
          text: 'export function total(items) {\n  // TODO: add the shipping\n',
        },
      ],
    });
  });

  test('tell the model which framework the project tests with, and where', async () => {
    const files = { 'package.json': '{"devDependencies":{"vitest":"4"}}', 'test/a.test.js': '', 'src/cart.js': '' };
    const [, about] = (await actionsAt({ lines: [0, 4], files })).find(([title]) => title === 'Generate Tests with Vibe')!;
    expect((about as AskAbout).question).toBe(
      '/tests for lines 1-4 of src/cart.js. This project uses vitest (package.json); tests lie in test/.',
    );
    const [, bare] = (await actionsAt({ lines: [0, 4] })).find(([title]) => title === 'Generate Tests with Vibe')!;
    expect((bare as AskAbout).question).toBe('/tests for lines 1-4 of src/cart.js.');
  });

  test("have titles in the client's language, or else in English", async () => {
    expect(titles(await actionsAt({ lines: [1, 1], locale: 'de-AT' }))).toEqual(['TODO mit Vibe ausführen']);
    expect(titles(await actionsAt({ lines: [1, 1], locale: 'zh-CN' }))).toEqual(['用 Vibe 完成 TODO']);
    expect(titles(await actionsAt({ lines: [1, 1], locale: 'nl' }))).toEqual(['Complete the TODO with Vibe']);
  });

  test('quote the TODO with its line', async () => {
    const [[, edit]] = (await actionsAt({ lines: [1, 1] })) as [[string, EditHere]];
    expect(edit.instruction).toMatch(/^Write the code that this comment asks for, in src\/cart\.js, line 2: \/\/ TODO: add the shipping\n/);
    expect(edit.attachments).toMatchObject([{ range: { startLine: 1, endLine: 5 } }]);
  });
});

describe("a project's tests", () => {
  const cases: readonly (readonly [name: string, path: string, files: Readonly<Record<string, string>>, expected: object | undefined])[] = [
    [
      'jest beside the code',
      'src/a.ts',
      { 'package.json': '{"scripts":{"test":"jest"},"devDependencies":{"jest":"30"}}' },
      { framework: 'jest' },
    ],
    [
      "Node's own runner",
      'lib/a.js',
      { 'package.json': '{"scripts":{"test":"node --test"}}', 'tests/a.js': '' },
      { framework: 'node:test', folder: 'tests' },
    ],
    [
      'the nearest package of a monorepo',
      'packages/a/src/x.ts',
      {
        'package.json': '{"devDependencies":{"mocha":"1"}}',
        'packages/a/package.json': '{"devDependencies":{"ava":"1"}}',
        'packages/a/test/x.ts': '',
      },
      { framework: 'ava', folder: 'packages/a/test', manifest: 'packages/a/package.json' },
    ],
    [
      'the root, where the nearest package names none',
      'packages/a/x.ts',
      { 'package.json': '{"devDependencies":{"mocha":"1"}}', 'packages/a/package.json': '{"name":"a"}' },
      { framework: 'mocha', manifest: 'package.json' },
    ],
    [
      'a folder __tests__ beside the file',
      'src/ui/b.tsx',
      { 'package.json': '{"devDependencies":{"jest":"1"}}', 'src/ui/__tests__/a.tsx': '' },
      { folder: 'src/ui/__tests__' },
    ],
    [
      'pytest',
      'app/main.py',
      { 'pyproject.toml': '[tool.pytest.ini_options]', 'tests/test_a.py': '' },
      { framework: 'pytest', folder: 'tests' },
    ],
    ['unittest', 'app/main.py', { 'setup.cfg': '[metadata]' }, { framework: 'unittest' }],
    ['Go', 'pkg/a/a.go', { 'go.mod': 'module m' }, { framework: 'go test', folder: undefined }],
    ['Rust', 'src/lib.rs', { 'Cargo.toml': '[package]', 'tests/it.rs': '' }, { framework: 'cargo test', folder: 'tests' }],
    [
      'Maven',
      'src/main/java/A.java',
      { 'pom.xml': '<artifactId>junit-jupiter</artifactId>', 'src/test/java/ATest.java': '' },
      { framework: 'JUnit 5', folder: 'src/test/java' },
    ],
    ['nothing that is known', 'a.zig', { 'build.zig': '' }, undefined],
  ];
  test.each(cases)('are found: %s', async (_name, path, files, expected) => {
    const found = await findTestSetup(path, folderOf({ ...files, [path]: '' }));
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(expected);
  });
});
