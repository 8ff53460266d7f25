import { expect, test } from 'vitest';
import { lowerBound } from '../../../server/base/lower-bound.js';

const values = [1, 3, 3, 3, 7, 9];
const firstAtLeast = (wanted: number, low = 0, high = values.length): number => lowerBound(low, high, i => values[i]! >= wanted);

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [3, 1],
  [4, 4],
  [9, 5],
  [10, 6],
])('lowerBound() finds %s at the first index that reaches it, %s', (wanted, index) => {
  expect(firstAtLeast(wanted)).toBe(index);
});

test('lowerBound() returns an index of the given range only', () => {
  expect(firstAtLeast(1, 2, 4)).toBe(2);
  expect(firstAtLeast(9, 2, 4)).toBe(4);
  expect(firstAtLeast(3, 3, 3)).toBe(3);
});
