/** Gradient boosting of small trees for a probability, over features in quantile bins (as in LightGBM and XGBoost's histogram method). */
import { lowerBound } from '../../base/lower-bound.js';
import type { GateTree } from '../../completion/gate.js';

export interface BoostedTrees {
  readonly base: number;
  readonly trees: readonly GateTree[];
}

export interface BoostOptions {
  readonly nTrees: number;
  readonly depth: number;
  readonly rate: number;
  /** Strength of the prior on a leaf's value. */
  readonly ridge: number;
  /** Fewest rows of a leaf. */
  readonly minRows: number;
}

interface Rows {
  /** Row by row. */
  readonly features: Float32Array;
  readonly labels: Uint8Array;
  readonly nFeatures: number;
}

const nBins = 64;

/** Fits the probability of label 1 in the rows of `chosen`. */
export function boostTrees({ features, labels, nFeatures }: Rows, chosen: Uint32Array, options: BoostOptions): BoostedTrees {
  const edges = Array.from({ length: nFeatures }, (_, f) => quantiles(chosen, row => features[row * nFeatures + f]!));
  const bins = edges.map((edge, f) => Uint8Array.from(chosen, row => binOf(edge, features[row * nFeatures + f]!)));
  const isRight = Uint8Array.from(chosen, row => labels[row]!);
  const share = isRight.reduce((sum, one) => sum + one, 0) / Math.max(1, isRight.length);
  const base = Math.log(Math.max(1e-6, share) / Math.max(1e-6, 1 - share));
  const scores = new Float64Array(chosen.length).fill(base);
  const gradients = new Float64Array(chosen.length);
  const weights = new Float64Array(chosen.length);
  const trees: GateTree[] = [];
  for (let t = 0; t < options.nTrees; t++) {
    for (let i = 0; i < scores.length; i++) {
      const probability = 1 / (1 + Math.exp(-scores[i]!));
      gradients[i] = isRight[i]! - probability;
      weights[i] = probability * (1 - probability);
    }
    const grower = new TreeGrower(bins, edges, gradients, weights, options);
    trees.push(grower.grow(scores));
  }
  return { base, trees };
}

class TreeGrower {
  readonly #tree: { feature: number[]; threshold: number[]; child: number[]; value: number[] } = {
    feature: [],
    threshold: [],
    child: [],
    value: [],
  };
  readonly #bins: readonly Uint8Array[];
  readonly #edges: readonly Float32Array[];
  readonly #gradients: Float64Array;
  readonly #weights: Float64Array;
  readonly #options: BoostOptions;

  // Takes 5 parameters: what a tree is grown from.
  constructor(
    bins: readonly Uint8Array[],
    edges: readonly Float32Array[],
    gradients: Float64Array,
    weights: Float64Array,
    options: BoostOptions,
  ) {
    this.#bins = bins;
    this.#edges = edges;
    this.#gradients = gradients;
    this.#weights = weights;
    this.#options = options;
  }

  /** Grows a tree and adds its values to `scores`. */
  grow(scores: Float64Array): GateTree {
    this.#add();
    this.#node(0, Uint32Array.from(scores.keys()), 0, scores);
    return this.#tree;
  }

  #add(): number {
    this.#tree.feature.push(-1);
    this.#tree.threshold.push(0);
    this.#tree.child.push(0);
    return this.#tree.value.push(0) - 1;
  }

  #node(node: number, rows: Uint32Array, depth: number, scores: Float64Array): void {
    const split = depth < this.#options.depth && rows.length >= 2 * this.#options.minRows ? this.#bestSplit(rows) : undefined;
    if (split === undefined) {
      let gradient = 0;
      let weight = 0;
      for (const row of rows) {
        gradient += this.#gradients[row]!;
        weight += this.#weights[row]!;
      }
      const value = Number(((this.#options.rate * gradient) / (weight + this.#options.ridge)).toFixed(5));
      this.#tree.value[node] = value;
      for (const row of rows) scores[row]! += value;
      return;
    }
    const bins = this.#bins[split.feature]!;
    const left = rows.filter(row => bins[row]! <= split.bin);
    const right = rows.filter(row => bins[row]! > split.bin);
    const child = this.#add();
    this.#add();
    this.#tree.feature[node] = split.feature;
    // Values in bin `bin` and below are smaller than the edge that closes it.
    this.#tree.threshold[node] = this.#edges[split.feature]![split.bin]!;
    this.#tree.child[node] = child;
    this.#node(child, left, depth + 1, scores);
    this.#node(child + 1, right, depth + 1, scores);
  }

  #bestSplit(rows: Uint32Array): { readonly feature: number; readonly bin: number } | undefined {
    const { ridge, minRows } = this.#options;
    let best: { readonly feature: number; readonly bin: number } | undefined;
    let bestGain = 1e-3;
    const sums = new Float64Array(nBins * 3);
    for (const [feature, bins] of this.#bins.entries()) {
      sums.fill(0);
      for (const row of rows) {
        const at = bins[row]! * 3;
        sums[at]! += this.#gradients[row]!;
        sums[at + 1]! += this.#weights[row]!;
        sums[at + 2]!++;
      }
      const total = [0, 0, 0];
      for (let i = 0; i < sums.length; i++) total[i % 3]! += sums[i]!;
      const [gradient = 0, weight = 0, n = 0] = total;
      let [leftGradient, leftWeight, nLeft] = [0, 0, 0];
      for (let bin = 0; bin + 1 < nBins; bin++) {
        leftGradient += sums[bin * 3]!;
        leftWeight += sums[bin * 3 + 1]!;
        nLeft += sums[bin * 3 + 2]!;
        if (nLeft < minRows || n - nLeft < minRows) continue;
        const gain =
          leftGradient ** 2 / (leftWeight + ridge) +
          (gradient - leftGradient) ** 2 / (weight - leftWeight + ridge) -
          gradient ** 2 / (weight + ridge);
        if (gain > bestGain) [bestGain, best] = [gain, { feature, bin }];
      }
    }
    return best;
  }
}

/** Returns the ascending edges of bins; bin `i` holds the values from edge `i - 1` to below edge `i`. */
function quantiles(chosen: Uint32Array, valueOf: (row: number) => number): Float32Array {
  const step = Math.max(1, Math.floor(chosen.length / 20_000));
  const values = Float32Array.from({ length: Math.floor(chosen.length / step) }, (_, i) => valueOf(chosen[i * step]!)).sort();
  const edges = new Set<number>();
  for (let i = 1; i < nBins; i++) {
    const value = values[Math.floor((i * values.length) / nBins)]!;
    if (value > (values[0] ?? 0)) edges.add(value);
  }
  return Float32Array.from(edges);
}

const binOf = (edges: Float32Array, value: number): number => lowerBound(0, edges.length, i => value < edges[i]!);
