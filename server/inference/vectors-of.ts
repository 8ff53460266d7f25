/** Checks vectors from an endpoint before they are used: as many as texts, of equal length, finite, not all zero. Pure. */
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import type { EmbedReply } from './provider.js';

export function vectorsOf(rows: readonly (readonly number[])[], nTexts: number, model: string, nTokens: number | undefined): EmbedReply {
  if (rows.length !== nTexts) throw bad(model, say('vectorsForTexts', { nVectors: rows.length, nTexts }));
  const dimensions = rows[0]?.length ?? 0;
  if (nTexts > 0 && dimensions === 0) throw bad(model, say('vectorsEmpty'));
  const values = new Float32Array(nTexts * dimensions);
  for (const [i, row] of rows.entries()) {
    if (row.length !== dimensions) throw bad(model, say('vectorsOfTwoLengths', { a: dimensions, b: row.length }));
    let norm = 0;
    for (let j = 0; j < dimensions; j++) {
      const value = row[j] ?? Number.NaN;
      if (!Number.isFinite(value)) throw bad(model, say('vectorNotNumber'));
      values[i * dimensions + j] = value;
      norm += value * value;
    }
    if (norm === 0) throw bad(model, say('vectorZero'));
  }
  return { dimensions, values, nTokens };
}

const bad = (model: string, what: Sentence): ProblemError =>
  new ProblemError('embedder-failed', say('vectorsUnfit', { model, what }), say('chooseEmbedderMeanwhile'));
