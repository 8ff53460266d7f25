/**
 * Fits the linear ranker: listwise softmax over the candidates of a question, whose targets share the probability mass, with a ridge
 * towards a prior. Convex, solved by L-BFGS; the same data gives the same weights.
 */
import { featureNames } from '../../search/rank/feature-names.js';
import type { ExaminedQuery } from './examine-folder.js';
import { minimise } from './minimise.js';

export interface FitOptions {
  /** Strength of the pull towards the prior, in questions. */
  readonly ridge: number;
  /** Weights that the ridge pulls towards; zero if absent. In the features' original units. */
  readonly prior?: ArrayLike<number>;
  /** Names of features that are not used. */
  readonly without?: ReadonlySet<string>;
}

/**
 * How the shipped weights are fitted. Of nineteen pairs of ridge (10 to 140) and share (0.6 to 1), none was better both on the benchmark
 * itself and with its repositories left out; the differences are small.
 */
export const shippedFit = { ridge: 60, priorShare: 0.8 } as const;

const n = featureNames.length;

export function fitWeights(queries: readonly ExaminedQuery[], { ridge, prior, without = new Set() }: FitOptions): Float64Array {
  const useful = queries.filter(({ labels }) => labels.some(label => label !== 0) && labels.some(label => label === 0));
  const scale = spreads(useful, without);
  // Solved in units of each feature's spread, so that the ridge treats all features alike.
  const start = Float64Array.from({ length: n }, (_, i) =>
    prior === undefined || without.has(featureNames[i]!) ? 0 : prior[i]! * scale[i]!,
  );
  const solved = minimise(start, (w, gradient) => lossOf({ queries: useful, scale, prior: start, ridge }, w, gradient));
  return solved.map((value, i) => unscaled(value, scale[i]!));
}

/** A feature that hardly varies in the sample must not get a large weight from it. */
const leastSpread = 0.15;

/** Returns the standard deviation of each feature within the questions; 0 for those left out. */
function spreads(queries: readonly ExaminedQuery[], without: ReadonlySet<string>): Float64Array {
  const sums = new Float64Array(n);
  let nRows = 0;
  for (const { features } of queries) {
    const rows = features.length / n;
    for (let i = 0; i < n; i++) {
      let mean = 0;
      for (let row = 0; row < rows; row++) mean += features[row * n + i]! / rows;
      for (let row = 0; row < rows; row++) sums[i]! += (features[row * n + i]! - mean) ** 2;
    }
    nRows += rows;
  }
  return sums.map((sum, i) => (without.has(featureNames[i]!) ? 0 : Math.max(leastSpread, Math.sqrt(sum / Math.max(1, nRows)))));
}

interface FitProblem {
  readonly queries: readonly ExaminedQuery[];
  /** Spread of each feature. */
  readonly scale: Float64Array;
  readonly prior: Float64Array;
  readonly ridge: number;
}

/** Returns the loss at `weights` and writes its gradient. */
function lossOf({ queries, scale, prior, ridge }: FitProblem, weights: Float64Array, gradient: Float64Array): number {
  const plain = weights.map((value, i) => unscaled(value, scale[i]!));
  const byFeature = new Float64Array(n);
  let loss = 0;
  for (const { features, labels } of queries) {
    const rows = labels.length;
    const scores = new Float64Array(rows);
    let highest = -Infinity;
    let nPositive = 0;
    for (let row = 0; row < rows; row++) {
      let score = 0;
      for (let i = 0, at = row * n; i < n; i++, at++) score += plain[i]! * features[at]!;
      scores[row] = score;
      highest = Math.max(highest, score);
      if (labels[row] !== 0) nPositive++;
    }
    let total = 0;
    for (let row = 0; row < rows; row++) total += Math.exp(scores[row]! - highest);
    for (let row = 0; row < rows; row++) {
      const share = Math.exp(scores[row]! - highest) / total;
      const wanted = labels[row] === 0 ? 0 : 1 / nPositive;
      if (wanted > 0) loss -= wanted * (scores[row]! - highest - Math.log(total));
      const slope = share - wanted;
      if (Math.abs(slope) < 1e-9) continue;
      for (let i = 0, at = row * n; i < n; i++, at++) byFeature[i]! += slope * features[at]!;
    }
  }
  for (let i = 0; i < n; i++) {
    const away = weights[i]! - prior[i]!;
    loss += 0.5 * ridge * away * away;
    gradient[i] = unscaled(byFeature[i]!, scale[i]!) + ridge * away;
  }
  return loss;
}

/** Returns 0 for a feature that is left out. */
const unscaled = (value: number, scale: number): number => (scale === 0 ? 0 : value / scale);
