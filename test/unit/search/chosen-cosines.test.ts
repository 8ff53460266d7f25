/** A chosen model's cosines in place of the built-in ones. */
import { expect, test } from 'vitest';
import { blendCosines } from '../../../server/search/rank/chosen-cosines.js';

const mean = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0) / [...values].length;
const spread = (values: Iterable<number>): number => Math.sqrt(mean([...values].map(value => (value - mean(values)) ** 2)));

test('a model whose cosines are high and close together counts like one that spreads them', () => {
  const builtIn = Float32Array.of(0.1, 0.5, 0.3, 0.2, 0.4);
  const narrow = Float32Array.of(0.81, 0.85, 0.83, 0.82, 0.84);
  const blended = blendCosines(builtIn, narrow);
  for (const [i, value] of blended.entries()) expect(value).toBeCloseTo(builtIn[i]!, 5);
});

test('the order is between those of both models', () => {
  const blended = blendCosines(Float32Array.of(0.6, 0.5, 0.1), Float32Array.of(0.2, 0.9, 0.1));
  expect(blended[1]).toBeGreaterThan(blended[0]!);
  expect(blended[0]).toBeGreaterThan(blended[2]!);
});

test('a window without a vector yet keeps its built-in value', () => {
  const blended = blendCosines(Float32Array.of(0.1, 0.37, 0.3), Float32Array.of(0.5, Number.NaN, 0.9));
  expect(blended[1]).toBeCloseTo(0.37, 6);
});

test('if the built-in model knows no word, the chosen one counts alone, scaled to the usual range', () => {
  const blended = blendCosines(undefined, Float32Array.of(0.7, 0.8, 0.9, Number.NaN));
  expect(mean(blended.subarray(0, 3))).toBeCloseTo(0.25, 5);
  expect(spread(blended.subarray(0, 3))).toBeCloseTo(0.13, 5);
  expect(blended[3]).toBe(0);
});

test('cosines that are all the same have no effect', () => {
  expect([...blendCosines(Float32Array.of(0.2, 0.4), Float32Array.of(0.9, 0.9))].every(Number.isFinite)).toBe(true);
});
