/**
 * Which file must come first for which question, on a small marked tree. One golden per habit of the ranking: a person would notice if one
 * of these broke.
 */
import { expect, test } from 'vitest';
import { aSearch, type MemorySearch } from '../../kit/a-search.js';

const tree = `
//- src/cart/cart.ts
import { priceOf } from '../prices/price-list.js';

/** What a person wants to buy. */
export class Cart {
  readonly #lines = [];

  /** Puts an article into the cart. */
  add(article, count) {
    this.#lines.push({ article, count });
  }

  /** Sum of all lines, in cents. */
  cartTotal() {
    return this.#lines.reduce((sum, line) => sum + priceOf(line.article) * line.count, 0);
  }
}
//- src/cart/cart-page.ts
import { Cart } from './cart.js';

export function renderCartPage(cart) {
  const total = cart.cartTotal();
  return '<p>' + total + '</p>';
}
//- src/prices/price-list.ts
/** Looks the price of an article up. */
export function priceOf(article) {
  return prices.get(article) ?? 0;
}
export const prices = new Map();
//- src/http/retry.ts
/** Sends a request again when the server was busy, with a longer pause each time. */
export async function sendWithBackOff(request, send) {
  let pauseMs = 50;
  for (;;) {
    const answer = await send(request);
    if (answer.status !== 503) return answer;
    await sleep(pauseMs);
    pauseMs *= 2;
  }
}
//- src/http/server.ts
import { createServer } from 'node:http';

export function startServer(port, handle) {
  return createServer(handle).listen(port);
}
//- src/storage/sessions.py
class SessionStore:
    """Keeps the sessions of signed-in people."""

    def open_session(self, user):
        return Session(user)

    def close_session(self, session):
        session.closed = True
//- test/cart.test.ts
import { Cart } from '../src/cart/cart.js';

test('cartTotal adds all lines of the cart', () => {
  const cart = new Cart();
  cart.add('tea', 2);
  expect(cart.cartTotal()).toBe(700);
});
//- vendor/cart/cart.ts
import { priceOf } from '../prices/price-list.js';

/** What a person wants to buy. */
export class Cart {
  readonly #lines = [];

  /** Puts an article into the cart. */
  add(article, count) {
    this.#lines.push({ article, count });
  }

  /** Sum of all lines, in cents. */
  cartTotal() {
    return this.#lines.reduce((sum, line) => sum + priceOf(line.article) * line.count, 0);
  }
}
//- docs/cart.md
# The cart

The cart total is shown on the cart page.
`;

const lexical = aSearch(tree, { withModel: false });
const whole = aSearch(tree);

const goldens: readonly (readonly [query: string, first: string])[] = [
  ['Cart', 'src/cart/cart.ts'],
  ['cartTotal', 'src/cart/cart.ts'],
  ['sum of all lines of the cart', 'src/cart/cart.ts'],
  ['render the cart page', 'src/cart/cart-page.ts'],
  ['price of an article', 'src/prices/price-list.ts'],
  ['retry with back off when the server is busy', 'src/http/retry.ts'],
  ['sendWithBackOff', 'src/http/retry.ts'],
  ['start the http server', 'src/http/server.ts'],
  ['open_session', 'src/storage/sessions.py'],
  ['SessionStore.close_session', 'src/storage/sessions.py'],
  ['test of the cart total', 'test/cart.test.ts'],
  // Questions that describe a change have weights of their own.
  ['fix(cart): sum of all lines forgets the count (#12)', 'src/cart/cart.ts'],
  ['Make the pause longer when the server is busy', 'src/http/retry.ts'],
  ['http/server: avoid a second look at the request', 'src/http/server.ts'],
  ['Replace unnecessary calls of `priceOf`', 'src/prices/price-list.ts'],
];

for (const [name, search] of [
  ['by words alone', lexical],
  ['with the built-in model', whole],
] as const) {
  test.each(goldens)(`"%s" finds %s first, ${name}`, (query, first) => checkFirst(search, query, first));
}

function checkFirst(search: MemorySearch, query: string, first: string): void {
  expect(search.search(query).map(place => place.path)[0]).toBe(first);
}

test('a question that the caller answers almost as well finds the definition among the first two', () => {
  for (const search of [lexical, whole]) {
    const paths = search.search('where is the cart total computed').map(place => place.path);
    expect(paths.slice(0, 2)).toContain('src/cart/cart.ts');
  }
});

test('a small class is shown whole, with the focus on the definition that was asked for', () => {
  const [place] = whole.search('cartTotal');
  expect(place).toMatchObject({ startLine: 3, endLine: 16, focusLine: 13, chain: ['Cart'] });
});

test('a qualified name leads to the member, not to the class that contains it', () => {
  const methods = ['get', 'put', 'drop'].map(
    name => `registry.${name} = function ${name}(key, entry) {\n  return this.${name}One(key, entry);\n};`,
  );
  const files = new Map([['registry.js', ['const registry = {};', ...methods].join('\n\n')]]);
  const [place] = aSearch(files).search('registry.put and how entries are kept');
  expect(place).toMatchObject({ focusLine: 7 });
});

test('a copy of a file is folded into the file that is shown, and counted', () => {
  const places = whole.search('Cart', 20);
  expect(places.filter(place => place.path.endsWith('cart/cart.ts')).map(place => place.path)).toEqual(['src/cart/cart.ts']);
  expect(places[0]?.why).toContainEqual({ kind: 'copies', n: 1 });
});

test('every place has its reasons, by feature and in words', () => {
  for (const place of whole.search('where is the cart total computed')) {
    expect(place.reasons.length).toBeGreaterThan(0);
    expect(place.why).not.toEqual([]);
  }
});

test('a test ranks below the code that it tests, unless the question asks for tests', () => {
  const paths = whole.search('cart total').map(place => place.path);
  expect(paths.indexOf('src/cart/cart.ts')).toBeLessThan(paths.indexOf('test/cart.test.ts'));
});

test('places of one file never overlap, and fill the list if there are few files', () => {
  const body = Array.from({ length: 400 }, (_, i) => `export function pool${i}() { return worker(${i}); }`).join('\n');
  const places = aSearch(new Map([['pool.ts', body]])).search('worker pool');
  expect(places.length).toBeGreaterThan(1);
  for (const a of places) for (const b of places) if (a !== b) expect(a.startLine > b.endLine || b.startLine > a.endLine).toBe(true);
});
