/** The scope that a commit message names, and the positions of its words. */
import { expect, test } from 'vitest';
import { changeScope } from '../../../server/search/query/change-scope.js';
import { parseQuery } from '../../../server/search/query/parse-query.js';

test.each([
  ['net/http: close idle connections', ['net/http'], ['net', 'http']],
  ['fix(parser): forget the last token', ['parser'], ['parser']],
  ['[ui, forms] show the error below', ['ui', 'forms'], ['ui', 'forms']],
  ['CartPage - sum after tax', ['cartpage'], ['cartpage']],
  ['feat: a second cart', [], []],
  ['Close idle connections', [], []],
])('%j has the scope %j', (message, typed, names) => expect(changeScope(message)).toMatchObject({ typed, names }));

const placesOf = (message: string): Readonly<Record<string, unknown>> =>
  Object.fromEntries(parseQuery(message).words.map(({ text, place }) => [text, place]));

test('words of a commit message know whether they are below the subject, between backticks, or in a link', () => {
  const places = placesOf('Add `cartTotal` to the page\n\nAsked for in https://example.org/issue');
  expect(places).toMatchObject({
    page: { isBelow: false, isQuoted: false, isLink: false },
    cartTotal: { isBelow: false, isQuoted: true, isLink: false },
    Asked: { isBelow: true, isQuoted: false, isLink: false },
    issue: { isBelow: true, isQuoted: false, isLink: true },
  });
});

test('words of a question have no places', () =>
  expect(placesOf('where is `cartTotal` used')).toMatchObject({ cartTotal: { isQuoted: false } }));
