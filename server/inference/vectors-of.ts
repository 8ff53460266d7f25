/** Checks vectors from an endpoint before they are used: as many as texts, of equal length, finite, not all zero. Pure. */
import { ProblemError } from '../protocol/problem.js';
import type { EmbedReply } from './provider.js';

export function vectorsOf(rows: readonly (readonly number[])[], nTexts: number, model: string, nTokens: number | undefined): EmbedReply {
  if (rows.length !== nTexts) throw bad(model, `${rows.length} vectors for ${nTexts} texts`);
  const dimensions = rows[0]?.length ?? 0;
  if (nTexts > 0 && dimensions === 0) throw bad(model, 'vectors without numbers');
  const values = new Float32Array(nTexts * dimensions);
  for (const [i, row] of rows.entries()) {
    if (row.length !== dimensions) throw bad(model, `vectors of ${dimensions} and of ${row.length} numbers in one answer`);
    let norm = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = row[j] ?? Number.NaN;
      if (!Number.isFinite(value)) throw bad(model, 'a vector with something that is not a number');
      values[i * dimensions + j] = value;
      norm += value * value;
    }
    if (norm === 0) throw bad(model, 'a vector of zeros');
  }
  return { dimensions, values, nTokens };
}

const bad = (model: string, what: string): ProblemError =>
  new ProblemError(
    'embedder-failed',
    `"${model}" answered with ${what}`,
    'Choose another embedding model; until then the built-in one is used',
  );
