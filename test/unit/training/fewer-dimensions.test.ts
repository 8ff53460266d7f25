/** Reducing dimensions keeps the cosines of texts that vary in few directions. The name contains the seed. */
import { expect, test } from 'vitest';
import { fewerDimensions } from '../../../server/training/fewer-dimensions.js';
import { Random } from '../../../server/training/random.js';

const seed = 5;
const dims = 12;

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

test(`texts that vary in three directions have the same cosines in four dimensions (seed ${seed})`, () => {
  const random = new Random(seed);
  const axes = Array.from({ length: 3 }, () => Float32Array.from({ length: dims }, () => random.next() - 0.5));
  const rows = new Float32Array(50 * dims);
  for (let at = 0; at < rows.length; at += dims) {
    for (const axis of axes) {
      const share = random.next() - 0.5;
      for (let d = 0; d < dims; d++) rows[at + d]! += share * axis[d]!;
    }
  }
  const narrow = fewerDimensions({ rows, dims }, rows, 4, seed);
  for (let i = 1; i < 50; i++) {
    const wide = cosine(rows.subarray(0, dims), rows.subarray(i * dims, (i + 1) * dims));
    expect(cosine(narrow.subarray(0, 4), narrow.subarray(i * 4, (i + 1) * 4))).toBeCloseTo(wide, 4);
  }
});
