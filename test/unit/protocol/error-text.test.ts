import { expect, test } from 'vitest';
import { errorText, errorTrace } from '../../../server/protocol/error-text.js';

const circular: Record<string, unknown> = {};
circular['self'] = circular;
const circularWithoutPrototype = Object.assign(Object.create(null) as Record<string, unknown>, { circular });

test.each([
  [new TypeError('broken'), 'broken'],
  ['a sentence', 'a sentence'],
  [{ code: 7 }, '{"code":7}'],
  [undefined, 'undefined'],
  [null, 'null'],
  [7n, '7'],
  [Symbol('mark'), 'Symbol(mark)'],
  [circular, '[object Object]'],
  [circularWithoutPrototype, '[object Object]'],
])('errorText() returns words for %o', (thrown, text) => {
  expect(errorText(thrown)).toBe(text);
});

test('errorTrace() returns the stack of an error, and words for anything else', () => {
  expect(errorTrace(new Error('broken'))).toContain('error-text.test');
  expect(errorTrace(undefined)).toBe('undefined');
});
