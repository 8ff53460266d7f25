/** NDCG@10 as the benchmark computes it: one gain per rank, each target at the first place that matches it. Pure. */
import { featureNames } from '../../search/rank/feature-names.js';
import type { ExaminedQuery } from './examine-folder.js';

const gainAt = (rank: number): number => 1 / Math.log2(rank + 1);

export function ndcg10(ranksOfTargets: Iterable<number>, nTargets: number): number {
  if (nTargets === 0) return 0;
  let gained = 0;
  for (const rank of new Set(ranksOfTargets)) if (rank >= 1 && rank <= 10) gained += gainAt(rank);
  let ideal = 0;
  for (let rank = 1; rank <= Math.min(10, nTargets); rank++) ideal += gainAt(rank);
  return gained / ideal;
}

/** Returns the NDCG@10 of an examined question with these weights. */
export function ndcgOf(query: ExaminedQuery, weights: ArrayLike<number>): number {
  return ndcgOfScores(query, scoresOf(query.features, weights));
}

export function scoresOf(features: Float32Array, weights: ArrayLike<number>): Float64Array {
  const n = featureNames.length;
  return Float64Array.from({ length: features.length / n }, (_, row) => {
    let score = 0;
    for (let i = 0; i < n; i++) score += weights[i]! * features[row * n + i]!;
    return score;
  });
}

export function ndcgOfScores({ labels, nTargets }: Pick<ExaminedQuery, 'labels' | 'nTargets'>, scores: Float64Array): number {
  const order = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || a - b);
  const ranks = new Map<number, number>();
  for (let rank = 1; rank <= Math.min(10, order.length); rank++) {
    const label = labels[order[rank - 1]!]!;
    for (let bit = 0; bit < 32; bit++) if ((label & (1 << bit)) !== 0 && !ranks.has(bit)) ranks.set(bit, rank);
  }
  return ndcg10(ranks.values(), nTargets);
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Returns the mean of paired differences with its standard error. */
export function pairedGain(now: readonly number[], before: readonly number[]): { readonly gain: number; readonly error: number } {
  const differences = now.map((value, i) => value - before[i]!);
  const gain = mean(differences);
  const variance = mean(differences.map(value => (value - gain) ** 2));
  return { gain, error: Math.sqrt(variance / Math.max(1, differences.length - 1)) };
}
