/** Pools the vectors of a text's tokens into one unit vector. Pure. */
import type { Pooling } from './model-folder.js';

export interface TokenVectors {
  /** Shape: batch x length x dimensions. */
  readonly values: Float32Array;
  readonly length: number;
  readonly dimensions: number;
  /** Number of tokens of each text, with its special tokens; padding follows at the end. */
  readonly counts: readonly number[];
}

/** Adds each pooled vector, scaled to length `weights[i]`, to `sums` at `rows[i]`. */
export function poolInto(
  sums: Float32Array,
  rows: readonly number[],
  weights: readonly number[],
  tokens: TokenVectors,
  pooling: Pooling,
): void {
  const { values, length, dimensions, counts } = tokens;
  const pooled = new Float32Array(dimensions);
  for (const [i, row] of rows.entries()) {
    const count = counts[i] ?? 0;
    const start = i * length * dimensions;
    switch (pooling) {
      case 'cls':
        pooled.set(values.subarray(start, start + dimensions));
        break;
      case 'last':
        pooled.set(values.subarray(start + (count - 1) * dimensions, start + count * dimensions));
        break;
      case 'mean':
        pooled.fill(0);
        for (let token = 0; token < count; token++) {
          const at = start + token * dimensions;
          for (let d = 0; d < dimensions; d++) pooled[d]! += values[at + d]!;
        }
        break;
      case 'max':
        pooled.fill(Number.NEGATIVE_INFINITY);
        for (let token = 0; token < count; token++) {
          const at = start + token * dimensions;
          for (let d = 0; d < dimensions; d++) pooled[d] = Math.max(pooled[d]!, values[at + d]!);
        }
    }
    addUnit(sums, row * dimensions, pooled, weights[i] ?? 1);
  }
}

/** Adds `vector`, scaled to length `weight`, at offset `at`. */
export function addUnit(sums: Float32Array, at: number, vector: Float32Array, weight: number): void {
  let norm = 0;
  for (const value of vector) norm += value * value;
  const scale = norm === 0 ? 0 : weight / Math.sqrt(norm);
  for (const [d, value] of vector.entries()) sums[at + d]! += value * scale;
}

/** Scales each row to length 1. */
export function normalise(values: Float32Array, dimensions: number): void {
  for (let at = 0; at < values.length; at += dimensions) {
    let norm = 0;
    for (let d = 0; d < dimensions; d++) norm += values[at + d]! ** 2;
    const scale = norm === 0 ? 0 : 1 / Math.sqrt(norm);
    for (let d = 0; d < dimensions; d++) values[at + d]! *= scale;
  }
}
