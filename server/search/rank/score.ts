/** Features times weights: a file's score, and how much each feature gave. Pure. */
import { featureGroups, featureNames } from './feature-names.js';

export interface RankingWeights {
  /** In the order of `featureNames`. */
  readonly values: Float64Array;
  /** The same for a text that says what a change does. */
  readonly ofChanges: Float64Array;
  /** How much a term of such a text tells, in the order of `termTraits`; undefined lets rarity weigh the terms. */
  readonly ofTerms: Float64Array | undefined;
  /** Says what they were fitted on. */
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

/** What each feature gave to one row, the largest first, without those that gave nearly nothing. */
export function gainsOf(features: Float32Array, row: number, values: Float64Array): readonly Gain[] {
  const n = featureNames.length;
  const gains: Gain[] = [];
  for (let i = 0; i < n; i++) {
    const gain = values[i]! * features[row * n + i]!;
    if (Math.abs(gain) > 0.005) gains.push({ feature: featureNames[i]!, group: featureGroups[i]!, gain });
  }
  return gains.sort((a, b) => Math.abs(b.gain) - Math.abs(a.gain));
}
