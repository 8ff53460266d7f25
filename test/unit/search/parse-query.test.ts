/** The parts of a typed question. */
import { expect, test } from 'vitest';
import { parseQuery } from '../../../server/search/query/parse-query.js';

const wordsOf = (query: string): readonly string[] =>
  parseQuery(query)
    .words.filter(word => !word.isStop)
    .map(word => word.text);

test('words that only ask are stop words', () => expect(wordsOf('how is the pool started')).toEqual(['pool', 'started']));
test('if all words are stop words, all count', () => expect(wordsOf('what is this')).toEqual(['what', 'is', 'this']));
test('a qualified name keeps its qualifier', () => {
  expect(parseQuery('Pool::run').words).toMatchObject([
    { text: 'Pool', isIdentifier: true, qualifier: '' },
    { text: 'run', isIdentifier: true, qualifier: 'Pool' },
  ]);
});
test.each(['workerPool', 'worker_pool', 'HTTPServer', '$scope'])('%s is an identifier', word => {
  expect(parseQuery(word).words).toMatchObject([{ text: word, isIdentifier: true }]);
});
test('a plain word is not an identifier', () => expect(parseQuery('Pool').words).toMatchObject([{ isIdentifier: false }]));

test('filters are removed from the words', () => {
  expect(parseQuery('retry lang:ts path:src/net -path:vendor -legacy')).toMatchObject({
    words: [{ text: 'retry' }],
    languages: ['ts'],
    paths: ['src/net'],
    excludedPaths: ['vendor'],
    excludedWords: ['legacy'],
  });
});
test('a quoted phrase is a phrase and its words', () => {
  expect(parseQuery('"try again later" server')).toMatchObject({ phrases: ['try again later'] });
  expect(wordsOf('"try again later" server')).toContain('server');
});
test('quotes in pasted code are not phrases', () => expect(parseQuery('log("try again"); return;').phrases).toEqual([]));
test('a question about tests wants tests', () => expect([...parseQuery('tests of the parser').wanted]).toEqual(['test']));
test('the number of words is bounded', () => expect(parseQuery('alpha beta '.repeat(50_000)).words.length).toBeLessThanOrEqual(64));

test.each([
  ['fix(http): retry after a reset connection', true],
  ['[net] honour the keep-alive header', true],
  ['Add a limit to the number of open files', true],
  ['Removed the fallback for old servers', true],
  ['CartPage - sum after tax', true],
  ['Only open the cart once', true],
  ['How does the cart add an article?', false],
  ['TypeError: total is undefined', false],
  ['add item', false],
  ['Should we use the cache here?', false],
  ['src/cart.ts:12 total is wrong', false],
  ['request session cookies', false],
  ['open the cart - once', false],
])('%j reads as a change: %s', (text, is) => {
  expect(parseQuery(text).isChange).toBe(is);
});

test('trailers of a commit message are not words of it', () => {
  const { words } = parseQuery('Close idle sockets\n\nSigned-off-by: Ada Lovelace <ada@example.org>\nChange-Id: I4711');
  expect(words.map(word => word.text)).toEqual(['Close', 'idle', 'sockets']);
});
