/**
 * Computes a text's vector with the built-in model: the plain twin of the kernel that embeds windows, used for questions and paths. Pure;
 * same rows, weights and rounding as the kernel.
 */

import { lowerBound } from '../base/lower-bound.js';
import { eachTerm } from '../text/terms.js';
import { type EmbeddingTable, gramBuckets } from './static-table.js';

/** Returns the unit vector of `bytes`, or undefined if no term is known. */
export function embedText(table: EmbeddingTable, bytes: Uint8Array): Float32Array | undefined {
  const counts = new Map<number, number>();
  const rowsOfTerm = new Map<number, readonly number[]>();
  eachTerm(bytes, 0, bytes.length, (term, _kind, _start, _end, part, length) => {
    counts.set(term, (counts.get(term) ?? 0) + 1);
    if (!rowsOfTerm.has(term)) rowsOfTerm.set(term, rowsOf(table, term, part, length));
  });
  const sum = new Float64Array(table.dims);
  for (const [term, count] of counts) {
    const rows = rowsOfTerm.get(term)!;
    const weight = (1 + Math.log(Math.min(count, 255))) / rows.length;
    for (const row of rows) addRow(table, row, weight, sum);
  }
  let squares = 0;
  for (const value of sum) squares += value * value;
  if (squares === 0) return undefined;
  const length = Math.sqrt(squares);
  const unit = new Float32Array(table.dims);
  for (let d = 0; d < unit.length; d++) unit[d] = sum[d]! / length;
  return unit;
}

/** Returns true if a term of `bytes` is in the vocabulary. A vector of unknown words alone is near to anything. */
export function knowsAny(table: EmbeddingTable, bytes: Uint8Array): boolean {
  let known = false;
  eachTerm(bytes, 0, bytes.length, term => {
    known ||= rowOf(table.terms, term) >= 0;
  });
  return known;
}

/** Returns the length of a term's row, which is the weight that the model has learnt for it, or undefined for an unknown term. */
export function weightInModel(table: EmbeddingTable, term: number): number | undefined {
  const row = rowOf(table.terms, term);
  if (row < 0) return undefined;
  let squares = 0;
  for (let d = 0, at = row * table.dims; d < table.dims; d++, at++) squares += table.rows[at]! ** 2;
  return Math.sqrt(squares) * table.scales[row]!;
}

function addRow({ rows, scales, dims }: EmbeddingTable, row: number, weight: number, sum: Float64Array): void {
  const factor = weight * scales[row]!;
  for (let d = 0, at = row * dims; d < dims; d++, at++) sum[d]! += factor * rows[at]!;
}

function rowsOf(table: EmbeddingTable, term: number, part: Uint8Array, length: number): readonly number[] {
  const row = rowOf(table.terms, term);
  if (row >= 0) return [row];
  if (length === 0 || table.nBuckets === 0) return [];
  return gramBuckets(part, length, table.nBuckets).map(bucket => table.terms.length + bucket);
}

function rowOf(terms: Float64Array, term: number): number {
  const row = lowerBound(0, terms.length, i => terms[i]! >= term);
  return terms[row] === term ? row : -1;
}

/** Quantises the vector in steps of 1/127 of its largest entry, the form that the kernels compare. */
export function toInt8(vector: Float32Array): Int8Array {
  let largest = 0;
  for (const value of vector) largest = Math.max(largest, Math.abs(value));
  const steps = new Int8Array(vector.length);
  for (let d = 0; d < steps.length; d++) steps[d] = Math.floor((vector[d]! * 127) / (largest || 1) + 0.5);
  return steps;
}
