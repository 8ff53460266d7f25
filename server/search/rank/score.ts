/** Computes a file's score from features and weights, and the contribution of each feature. Pure. */
import { featureGroups, featureNames } from './feature-names.js';

export interface RankingWeights {
  /** In the order of `featureNames`. */
  readonly values: Float64Array;
  /** The same for texts that describe a change. */
  readonly ofChanges: Float64Array;
  /** Weights of a term's evidence in such a text, in the order of `termTraits`. If undefined, terms are weighted by rarity. */
  readonly ofTerms: Float64Array | undefined;
  /** Names the data that the weights were fitted on. */
  readonly origin: string;
}

export const valuesFor = (weights: RankingWeights, { isChange }: { readonly isChange: boolean }): Float64Array =>
  isChange ? weights.ofChanges : weights.values;

export function scoreRows(features: Float32Array, values: Float64Array): Float64Array {
  const n = featureNames.length;
  const scores = new Float64Array(features.length / n);
  for (let row = 0; row < scores.length; row++) {
    let score = 0;
    for (let i = 0; i < n; i++) score += values[i]! * features[row * n + i]!;
    scores[row] = score;
  }
  return scores;
}

export interface Gain {
  readonly feature: string;
  readonly group: string;
  readonly gain: number;
}

/** Returns the contribution of each feature to one row, the largest first, without those near zero. */
export function gainsOf(features: Float32Array, row: number, values: Float64Array): readonly Gain[] {
  const n = featureNames.length;
  const gains: Gain[] = [];
  for (let i = 0; i < n; i++) {
    const gain = values[i]! * features[row * n + i]!;
    if (Math.abs(gain) > 0.005) gains.push({ feature: featureNames[i]!, group: featureGroups[i]!, gain });
  }
  return gains.sort((a, b) => Math.abs(b.gain) - Math.abs(a.gain));
}
