/**
 * Decides whether a suggestion is shown: boosted trees give the probability that it is right, and the show rule weighs that against its length
 * and what was shown on the line before. The weights were fitted on histories of public repositories by `npm run train -- completion-gate`.
 */
import * as v from 'valibot';

const treeSchema = v.object({
  /** By node: the feature, or -1 at a leaf. */
  feature: v.array(v.number()),
  threshold: v.array(v.number()),
  /** The child for values below the threshold; the other child follows it. */
  child: v.array(v.number()),
  value: v.array(v.number()),
});
export const gateSchema = v.object({
  version: v.literal(1),
  features: v.array(v.string()),
  base: v.number(),
  trees: v.array(treeSchema),
  rule: v.object({
    /** The probability from which a suggestion of one character is shown, how much less a long one needs, and how much more each next one on a line. */
    threshold: v.number(),
    longBonus: v.number(),
    againMalus: v.number(),
  }),
});
export type GateWeights = v.InferOutput<typeof gateSchema>;
export type GateTree = v.InferOutput<typeof treeSchema>;
export type ShowRule = GateWeights['rule'];

/** A suggestion of this many characters is long. */
const longChars = 30;

/** Returns the probability that a suggestion with these features is right. */
export function gateProbability({ base, trees }: Pick<GateWeights, 'base' | 'trees'>, row: Float32Array): number {
  let sum = base;
  for (const tree of trees) sum += treeValue(tree, row);
  return 1 / (1 + Math.exp(-sum));
}

export function treeValue({ feature, threshold, child, value }: GateTree, row: Float32Array): number {
  let node = 0;
  while (feature[node]! >= 0) node = child[node]! + (row[feature[node]!]! < threshold[node]! ? 0 : 1);
  return value[node]!;
}

/** Returns the probability from which a suggestion is shown. */
export const showThreshold = ({ threshold, longBonus, againMalus }: ShowRule, nChars: number, nShownOnLine: number): number =>
  threshold - longBonus * Math.min(1, (nChars - 1) / longChars) + againMalus * nShownOnLine;
