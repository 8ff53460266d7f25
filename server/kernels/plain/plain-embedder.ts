/** Computes vectors of windows from the rows of their terms: the twin of assembly/embed.ts, with the same integers in the same order. */

import { lowerBound } from '../../base/lower-bound.js';
import type { PlainMemory } from './plain-memory.js';

const noRows: readonly number[] = [];

export class PlainEmbedder {
  readonly #memory: PlainMemory;
  dims = 0;
  #rows = 0;
  #vocabulary = 0;
  #nVocabulary = 0;
  #scales = 0;
  #nBuckets = 0;
  #tfWeights = 0;
  #unit = 1;
  #sums = new Int32Array(0);

  constructor(memory: PlainMemory) {
    this.#memory = memory;
  }

  set(
    dims: number,
    rows: number,
    vocabulary: number,
    nVocabulary: number,
    scales: number,
    nBuckets: number,
    tfWeights: number,
    unit: number,
  ): void {
    this.dims = dims;
    this.#rows = rows;
    this.#vocabulary = vocabulary;
    this.#nVocabulary = nVocabulary;
    this.#scales = scales;
    this.#nBuckets = nBuckets;
    this.#tfWeights = tfWeights;
    this.#unit = unit;
    this.#sums = new Int32Array(dims);
  }

  /** Returns the rows of a term; `length` is 0 for a term without a part. */
  rowsOf(term: number, part: Uint8Array, length: number): readonly number[] {
    if (this.dims === 0) return noRows;
    const termAt = (i: number): number => this.#memory.view.getFloat64(this.#vocabulary + i * 8, true);
    const row = lowerBound(0, this.#nVocabulary, i => termAt(i) >= term);
    if (row < this.#nVocabulary && termAt(row) === term) return [row];
    if (length < 2 || this.#nBuckets === 0) return noRows;
    const rows: number[] = [];
    const edged = (i: number): number => (i === 0 ? 0x3c : i === length + 1 ? 0x3e : part[i - 1]!);
    for (let i = 0; i < length - 1; i++) {
      const word = edged(i) | (edged(i + 1) << 8) | (edged(i + 2) << 16) | (edged(i + 3) << 24);
      rows.push(this.#nVocabulary + ((Math.imul(word, 0x9e3779b1) >>> 7) % this.#nBuckets));
    }
    return rows;
  }

  add(rows: readonly number[], tf: number): void {
    const weight = this.#memory.view.getFloat64(this.#tfWeights + Math.min(tf, 255) * 8, true);
    for (const row of rows) {
      const w = Math.floor((weight / rows.length) * this.#memory.f32(this.#scales + row * 4) * this.#unit + 0.5);
      const vector = new Int8Array(this.#memory.buffer, this.#rows + row * this.dims, this.dims);
      for (let d = 0; d < this.dims; d++) this.#sums[d]! += w * vector[d]!;
    }
  }

  /** Writes the vector, its scale and its signs, and starts the next one. */
  end(out: number, scaleOut: number, signsOut: number): void {
    let largest = 0;
    let squares = 0;
    for (const value of this.#sums) {
      largest = Math.max(largest, Math.abs(value));
      squares += value * value;
    }
    const vector = new Int8Array(this.#memory.buffer, out, this.dims);
    const signs = new Uint8Array(this.#memory.buffer, signsOut, this.dims / 8).fill(0);
    const factor = largest === 0 ? 0 : 127 / largest;
    for (let d = 0; d < this.dims; d++) {
      vector[d] = Math.floor(this.#sums[d]! * factor + 0.5);
      if (this.#sums[d]! > 0) signs[d >> 3]! |= 1 << (d & 7);
    }
    this.#memory.setF32(scaleOut, largest === 0 ? 0 : largest / 127 / Math.sqrt(squares));
    this.#sums.fill(0);
  }
}
