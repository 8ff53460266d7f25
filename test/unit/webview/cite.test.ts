import { Lexer } from 'marked';
import { expect, test } from 'vitest';
import type { Citation } from '../../../server/protocol/chat.js';
import { citationsOf, cutAtMarks, markCitations, numberCitations, unmark } from '../../../webview/model/text/cite.js';

/** Returns citations for each `path:1-2` of `written`, in the order in which they occur in `text`. */
function citationsIn(text: string, ...written: readonly string[]): readonly Citation[] {
  return written.map(word => {
    const [path = '', lines = ''] = word.split(':');
    const [startLine = 1, endLine = 1] = lines.split('-').map(Number);
    return { range: { folder: 'f', path, startLine, endLine }, verified: true, at: text.indexOf(word), length: word.length };
  });
}

/** Returns what a reader sees: text with `{number}` for each chip. */
function seen(text: string, ...written: readonly string[]): string {
  const citations = numberCitations(citationsIn(text, ...written));
  return cutAtMarks(markCitations(text, citations))
    .map(piece => (piece.kind === 'text' ? piece.text : `{${citations[piece.idx]?.number}}`))
    .join('');
}

test('a citation becomes its number, without the brackets that held it', () => {
  expect(seen('See [a.ts:1-2] and (b.ts:3-4), or c.ts:5-6.', 'a.ts:1-2', 'b.ts:3-4', 'c.ts:5-6')).toBe('See {1} and {2}, or {3}.');
});

test('brackets around several citations stay', () => {
  expect(seen('[a.ts:1-2, b.ts:3-4]', 'a.ts:1-2', 'b.ts:3-4')).toBe('[{1}, {2}]');
});

test('one range has one number, in the order of reading', () => {
  const text = 'b.ts:3-4 then a.ts:1-2 then b.ts:3-4';
  const [b, a] = citationsIn(text, 'b.ts:3-4', 'a.ts:1-2');
  const again = { ...b!, at: text.lastIndexOf('b.ts') };
  expect(numberCitations([again, a!, b!]).map(citation => citation.number)).toEqual([1, 2, 1]);
});

test('a path with underscores or stars survives Markdown', () => {
  const text = 'In __init__.py:1-2 and *x*/y.py:3-4 it starts';
  const citations = numberCitations(citationsIn(text, '__init__.py:1-2', '*x*/y.py:3-4'));
  const [paragraph] = new Lexer().lex(markCitations(text, citations));
  const inner = paragraph && 'tokens' in paragraph ? paragraph.tokens : undefined;
  expect(inner?.map(token => token.type)).toEqual(['text']);
});

test('a mark that the model itself wrote is not a citation', () => {
  expect(cutAtMarks(markCitations('\uFDD00\uFDD1', []))).toEqual([{ kind: 'text', text: '\uFFFD0\uFFFD' }]);
});

test('a citation in code is written as it was', () => {
  const text = 'at a.ts:1-2 there';
  const citations = numberCitations(citationsIn(text, 'a.ts:1-2'));
  expect(unmark(markCitations(text, citations), text, citations)).toBe(text);
});

test('a block has the citations that lie wholly inside it, counted from its start', () => {
  const text = 'a.ts:1-2 b.ts:3-4';
  const found = citationsOf(numberCitations(citationsIn(text, 'a.ts:1-2', 'b.ts:3-4')), 9, 8);
  expect(found.map(({ at, number }) => [at, number])).toEqual([[0, 2]]);
});
