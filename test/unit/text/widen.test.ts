import { describe, expect, test } from 'vitest';
import { languageNamed, languageOf } from '../../../server/text/language/languages.js';
import { lineStartsOf } from '../../../server/text/lines.js';
import { docOf } from '../../../server/text/outline/doc-comments.js';
import { outline } from '../../../server/text/outline/outline.js';
import { widen } from '../../../server/text/widen.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

const source = `import { x } from 'y';

/** Pools things. */
export class Pool {
  /** Runs one. */
  run(job) {
    return job();
  }

  big() {
${'    step();\n'.repeat(150)}  }
}

const last = 1;
`;
const bytes = bytesOf(source);
const items = outline(bytes, languageOf('a.ts'));
const nLines = lineStartsOf(bytes).length;
const at = (startLine: number, endLine: number, focusLine: number) =>
  widen({ items, startLine, endLine, focusLine, nLines, maxLines: 120 });

describe('widen()', () => {
  test('shows the whole method with its doc comment and its chain', () => {
    expect(at(1, 50, 7)).toMatchObject({ startLine: 5, endLine: 8, chain: ['Pool', 'run'] });
  });

  test('cuts what is too long around the focus, inside it', () => {
    const cut = at(101, 150, 130);
    expect(cut.chain).toEqual(['Pool', 'big']);
    expect(cut.startLine).toBeGreaterThan(10);
    expect(cut.startLine).toBeLessThanOrEqual(130);
    expect(cut.endLine).toBeGreaterThanOrEqual(130);
    expect(cut.endLine - cut.startLine).toBeLessThan(120);
  });

  test('begins at the head if the focus is near it', () => {
    expect(at(1, 50, 20)).toMatchObject({ startLine: 10, chain: ['Pool', 'big'] });
  });

  test('shows lines as they matched outside of definitions', () => {
    expect(at(1, 2, 1)).toMatchObject({ startLine: 1, endLine: 2, chain: [], item: -1 });
  });

  test('never exceeds the file or the bound, for any request', () => {
    for (const [from, to, focus] of [
      [1, 9999, 9999],
      [0, 0, 0],
      [500, 10, 3],
    ] as const) {
      const shown = at(from, to, focus);
      expect(shown.startLine).toBeGreaterThanOrEqual(1);
      expect(shown.endLine).toBeLessThanOrEqual(nLines);
      expect(shown.endLine - shown.startLine).toBeLessThan(120);
    }
  });
});

describe('docOf()', () => {
  const docs = (name: string, text: string): string[] => {
    const source = bytesOf(text);
    const language = languageNamed(name)!;
    const starts = lineStartsOf(source);
    return outline(source, language, starts).map(item => {
      const range = docOf(source, item, language, starts);
      return range === undefined ? '' : new TextDecoder().decode(source.subarray(range.start, range.end));
    });
  };
  test.each([
    ['ts', '/** One. */\nfunction a() {}\n\n// two\n// three\nfunction b() {}\nfunction c() {}\n', ['/** One. */', '// two\n// three', '']],
    ['python', 'def a(x,\n      y):\n    """Doc\n    more."""\n    return 1\n\n# up\ndef b(): pass\n', ['"""Doc\n    more."""', '# up']],
    ['rust', '/// Doc.\n#[inline]\nfn a() {}\n', ['/// Doc.']],
    ['elixir', 'defmodule A do\n  @doc """\n  Runs.\n  """\n  @spec a() :: 1\n  def a, do: 1\nend\n', ['', '"""\n  Runs.\n  """']],
    ['go', '// A does.\nfunc A() {}\n\n// apart\n\nfunc B() {}\n', ['// A does.', '']],
    ['js', '/**\n * Far.\n */\n\nexports.a = function () {};\n', ['/**\n * Far.\n */']],
  ])('finds the documentation in %s', (name, text, wanted) => expect(docs(name, text)).toEqual(wanted));
});
