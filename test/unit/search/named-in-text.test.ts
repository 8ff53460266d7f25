/** Paths that a text names, and how. */
import { expect, test } from 'vitest';
import { parseQuery } from '../../../server/search/query/parse-query.js';
import { NamedInText } from '../../../server/search/rank/named-in-text.js';
import { pathFacts } from '../../../server/search/rank/path-facts.js';

function named(text: string, path: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  new NamedInText(parseQuery(text)).of(path, pathFacts(path), (feature, value) => {
    if (value !== 0) found[feature] = value;
  });
  return found;
}

test.each([
  ['session-store: close what is open', 'src/session_store.ts', { scopeBase: 1, scopeShare: 1 }],
  ['net/http: close idle connections', 'src/net/http/server.go', { scopeFolder: 1, scopePath: 1, scopeShare: 1 }],
  ['net/http: close idle connections', 'src/net/tcp.go', { scopeFolder: 0.5, scopeShare: 0.5 }],
  ['why does cart.ts throw', 'src/shop/cart.ts', { nameWritten: 1 }],
  ['move the sum to shop/cart', 'src/shop/cart.ts', { pathWritten: 1 }],
  ['the shopping cart', 'src/shop/cart.ts', {}],
])('%j names %s by %j', (text, path, features) => expect(named(text, path)).toEqual(features));

test('the scope of an error message is not a place', () => expect(named('TypeError: cart is undefined', 'src/type-error.ts')).toEqual({}));
