import { describe, expect, test } from 'vitest';
import { CitationParser } from '../../../server/chat/answer/citations.js';

const folder = 'file:///w';
const sent = [
  { label: 'src/pool.ts', range: { folder, path: 'src/pool.ts', startLine: 10, endLine: 40 } },
  { label: 'src/pool.ts', range: { folder, path: 'src/pool.ts', startLine: 41, endLine: 60 } },
  { label: 'src/my file.ts', range: { folder, path: 'src/my file.ts', startLine: 1, endLine: 9 } },
  { label: 'Makefile', range: { folder, path: 'Makefile', startLine: 1, endLine: 5 } },
];

/** Compares the text at each citation's offsets, its lines and whether it was verified: `text@path:lines?` with `?` for unverified. */
function checkCitations(pieces: readonly string[], expected: readonly string[]): void {
  const parser = new CitationParser(sent);
  const text = pieces.join('');
  const found = [...pieces.flatMap(piece => parser.feed(piece)), ...parser.finish()];
  expect(
    found.map(
      ({ at, length, range, verified }) =>
        `${text.slice(at, at + length)} = ${range.path} ${range.startLine}-${range.endLine}${verified ? '' : ' ?'}`,
    ),
  ).toEqual(expected);
}

describe('a citation', () => {
  test('is verified if its lines were sent', () =>
    checkCitations(['It runs (src/pool.ts:12-20).'], ['src/pool.ts:12-20 = src/pool.ts 12-20']));
  test('may span two ranges that touch', () => checkCitations(['src/pool.ts:35-50'], ['src/pool.ts:35-50 = src/pool.ts 35-50']));
  test('is unverified if one of its lines was not sent', () =>
    checkCitations(
      ['src/pool.ts:35-61 and src/pool.ts:9'],
      ['src/pool.ts:35-61 = src/pool.ts 35-61 ?', 'src/pool.ts:9 = src/pool.ts 9-9 ?'],
    ));
  test('is unverified if the file was not sent', () => checkCitations(['see lib/other.py:3-4'], ['lib/other.py:3-4 = lib/other.py 3-4 ?']));
  test('may name a sent path with spaces or without an extension', () =>
    checkCitations(['`src/my file.ts:2-3` and Makefile:1-2'], ['src/my file.ts:2-3 = src/my file.ts 2-3', 'Makefile:1-2 = Makefile 1-2']));
  test('may shorten a path that only one sent file can mean', () => checkCitations(['pool.ts:10'], ['pool.ts:10 = src/pool.ts 10-10']));
  test('is not found in addresses, times and longer names', () =>
    checkCitations(['http://example.com:8080 at 12:30, xsrc/pool.tsx:zz a:1 notMakefile:1-2'], []));
  test('may be written with a hash and an en dash', () =>
    checkCitations(
      ['src/pool.ts#L12-L14, src/pool.ts:15\u201316'],
      ['src/pool.ts#L12-L14 = src/pool.ts 12-14', 'src/pool.ts:15\u201316 = src/pool.ts 15-16'],
    ));
  test('is put in order if its lines are swapped, and clamped if a line is 0', () =>
    checkCitations(
      ['src/pool.ts:20-12 src/pool.ts:0-3'],
      ['src/pool.ts:20-12 = src/pool.ts 12-20', 'src/pool.ts:0-3 = src/pool.ts 1-3 ?'],
    ));
});

describe('a streamed answer', () => {
  const text = 'Start src/pool.ts:12-20, then\n- `src/my file.ts:2-3`; src/pool.ts:41 and Makefile:1-2. End src/pool.ts:60';
  const expected = [
    'src/pool.ts:12-20 = src/pool.ts 12-20',
    'src/my file.ts:2-3 = src/my file.ts 2-3',
    'src/pool.ts:41 = src/pool.ts 41-41',
    'Makefile:1-2 = Makefile 1-2',
    'src/pool.ts:60 = src/pool.ts 60-60',
  ];

  test('yields the same citations wherever it is cut in two', () => {
    for (let at = 0; at <= text.length; at++) checkCitations([text.slice(0, at), text.slice(at)], expected);
  });
  test('yields the same citations letter by letter', () => checkCitations(text.split(''), expected));
  test('yields the right offsets far into a long text', () => {
    const filler = 'nothing to cite here. '.repeat(2000);
    checkCitations(
      [filler, 'src/pool.ts:12-20', filler, ...'Makefile:3'.split('')],
      ['src/pool.ts:12-20 = src/pool.ts 12-20', 'Makefile:3 = Makefile 3-3'],
    );
  });
});
