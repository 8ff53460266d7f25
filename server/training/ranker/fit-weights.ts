/**
 * Fits the linear ranker: listwise softmax over the candidates of a question, its targets sharing the mass, ridge towards a prior.
 * Convex, solved by L-BFGS; the same data gives the same weights.
 */
import { featureNames } from '../../search/rank/feature-names.js';
import type { ExaminedQuery } from './examine-folder.js';

export interface FitOptions {
  /** Strength of the pull towards the prior, in questions. */
  readonly ridge: number;
  /** Weights that the ridge pulls to; zero where absent. In units of the features as they are. */
  readonly prior?: ArrayLike<number>;
  /** Features that are not used, by name. */
  readonly without?: ReadonlySet<string>;
}

/**
 * How the shipped weights are fitted. Of nineteen pairs of ridge (10 to 140) and share (0.6 to 1), none did better both on the
 * benchmark itself and with its repositories left out; the differences are small.
 */
export const shippedFit = { ridge: 60, priorShare: 0.8 } as const;

const n = featureNames.length;
const maxSteps = 80;
const memory = 8;

export function fitWeights(queries: readonly ExaminedQuery[], { ridge, prior, without = new Set() }: FitOptions): Float64Array {
  const useful = queries.filter(({ labels }) => labels.some(label => label !== 0) && labels.some(label => label === 0));
  const scale = spreads(useful, without);
  // Solved in units of each feature's spread, so that the ridge treats all alike.
  const start = Float64Array.from({ length: n }, (_, i) =>
    prior === undefined || without.has(featureNames[i]!) ? 0 : prior[i]! * scale[i]!,
  );
  const solved = minimise(start, (w, gradient) => lossOf(useful, w, scale, start, ridge, gradient));
  return solved.map((value, i) => unscaled(value, scale[i]!));
}

/** A feature that hardly varies in the sample must not take a large weight from it. */
const leastSpread = 0.15;

/** Standard deviation of each feature within the questions; 0 for those left out. */
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

function lossOf(
  queries: readonly ExaminedQuery[],
  weights: Float64Array,
  scale: Float64Array,
  prior: Float64Array,
  ridge: number,
  gradient: Float64Array,
): number {
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

/** 0 for a feature that is left out. */
const unscaled = (value: number, scale: number): number => (scale === 0 ? 0 : value / scale);

type Objective = (weights: Float64Array, gradient: Float64Array) => number;

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function minimise(start: Float64Array, objective: Objective): Float64Array {
  let at = start.slice();
  let gradient = new Float64Array(n);
  let loss = objective(at, gradient);
  const steps: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let step = 0; step < maxSteps; step++) {
    const direction = descent(gradient, steps);
    let length = steps.length === 0 ? 1 / (1 + Math.sqrt(dot(gradient, gradient))) : 1;
    const slope = dot(gradient, direction);
    let next = at;
    let nextGradient = gradient;
    let nextLoss = loss;
    for (let tries = 0; tries < 20; tries++, length /= 2) {
      next = at.map((value, i) => value + length * direction[i]!);
      nextGradient = new Float64Array(n);
      nextLoss = objective(next, nextGradient);
      if (nextLoss <= loss + 1e-4 * length * slope) break;
    }
    if (loss - nextLoss < 1e-6 * (1 + Math.abs(loss))) return nextLoss < loss ? next : at;
    const s = next.map((value, i) => value - at[i]!);
    const y = nextGradient.map((value, i) => value - gradient[i]!);
    const curvature = dot(s, y);
    if (curvature > 1e-12) steps.push({ s, y, rho: 1 / curvature });
    if (steps.length > memory) steps.shift();
    [at, gradient, loss] = [next, nextGradient, nextLoss];
  }
  return at;
}

/** L-BFGS's two loops. */
function descent(gradient: Float64Array, steps: readonly { s: Float64Array; y: Float64Array; rho: number }[]): Float64Array {
  const q = gradient.slice();
  const alphas: number[] = [];
  for (const { s, y, rho } of steps.toReversed()) {
    const alpha = rho * dot(s, q);
    alphas.push(alpha);
    for (let i = 0; i < n; i++) q[i]! -= alpha * y[i]!;
  }
  const last = steps.at(-1);
  if (last !== undefined) {
    const factor = 1 / (last.rho * dot(last.y, last.y));
    for (let i = 0; i < n; i++) q[i]! *= factor;
  }
  for (const { s, y, rho } of steps) {
    const beta = rho * dot(y, q);
    const alpha = alphas.pop()!;
    for (let i = 0; i < n; i++) q[i]! += s[i]! * (alpha - beta);
  }
  return q.map(value => -value);
}
