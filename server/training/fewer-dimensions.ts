/**
 * Reduces the dimensions of a trained table to the directions in which the texts vary most, so that the cosines of texts change least.
 * Nothing is centred, because a shift would change cosines. Pure.
 */
import { Random } from './random.js';

export interface WideTable {
  /** `dims` per row. */
  readonly rows: Float32Array;
  readonly dims: number;
}

const nRounds = 60;

/** `texts`: unit vectors of `dims` entries each, one after the other. */
export function fewerDimensions({ rows, dims }: WideTable, texts: Float32Array, kept: number, seed: number): Float32Array {
  const basis = leadingDirections(secondMoments(texts, dims), dims, kept, seed);
  const nRows = rows.length / dims;
  const narrow = new Float32Array(nRows * kept);
  for (let row = 0; row < nRows; row++) {
    for (let k = 0; k < kept; k++) {
      let sum = 0;
      for (let d = 0; d < dims; d++) sum += rows[row * dims + d]! * basis[k * dims + d]!;
      narrow[row * kept + k] = sum;
    }
  }
  return narrow;
}

function secondMoments(texts: Float32Array, dims: number): Float64Array {
  const moments = new Float64Array(dims * dims);
  for (let at = 0; at < texts.length; at += dims) {
    for (let a = 0; a < dims; a++) {
      const value = texts[at + a]!;
      for (let b = a; b < dims; b++) moments[a * dims + b]! += value * texts[at + b]!;
    }
  }
  for (let a = 0; a < dims; a++) for (let b = 0; b < a; b++) moments[a * dims + b] = moments[b * dims + a]!;
  return moments;
}

/**
 * Returns orthonormal rows that span the eigenvectors of the largest eigenvalues: power steps of the whole basis, each followed by
 * orthogonalisation.
 */
function leadingDirections(moments: Float64Array, dims: number, kept: number, seed: number): Float64Array {
  const random = new Random(seed);
  let basis: Float64Array = Float64Array.from({ length: kept * dims }, () => random.next() - 0.5);
  orthonormal(basis, dims, kept);
  for (let round = 0; round < nRounds; round++) {
    const next = new Float64Array(kept * dims);
    for (let k = 0; k < kept; k++) {
      for (let a = 0; a < dims; a++) {
        const value = basis[k * dims + a]!;
        for (let b = 0; b < dims; b++) next[k * dims + b]! += value * moments[a * dims + b]!;
      }
    }
    orthonormal(next, dims, kept);
    basis = next;
  }
  return basis;
}

/** Gram-Schmidt orthogonalisation, in place. */
function orthonormal(basis: Float64Array, dims: number, kept: number): void {
  for (let k = 0; k < kept; k++) {
    for (let other = 0; other < k; other++) {
      let along = 0;
      for (let d = 0; d < dims; d++) along += basis[k * dims + d]! * basis[other * dims + d]!;
      for (let d = 0; d < dims; d++) basis[k * dims + d]! -= along * basis[other * dims + d]!;
    }
    let squares = 0;
    for (let d = 0; d < dims; d++) squares += basis[k * dims + d]! ** 2;
    const length = Math.sqrt(squares) || 1;
    for (let d = 0; d < dims; d++) basis[k * dims + d]! /= length;
  }
}
