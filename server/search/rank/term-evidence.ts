/**
 * How much a term of a change's message says of where the change is made. Rarity alone misleads there: `avoid` and `unnecessary` are rare in
 * code and tell nothing. What a term looks like tells how likely the changed files have it, and the other candidates; the term weighs by
 * the difference of the log odds, which is linear in its traits. Pure; the weights are fitted (`server/training/ranker/fit-term-weights.ts`).
 */

import type { QueryTerm } from '../query/query-terms.js';
import type { QueryWord } from '../query/query-word.js';
import { isVerbOfChange } from '../query/reads-as-change.js';

/** In the order of the weights; the last one is 1 for every term. */
export const termTraits = [
  'identifier',
  'joined',
  'compound',
  'verb',
  'first',
  'below',
  'capitals',
  'number',
  'quoted',
  'short',
  'rarity',
  'raritySquared',
  'inPaths',
  'late',
  'link',
  'unknown',
  'modelWeight',
  'any',
] as const;

export interface TermFacts {
  readonly term: QueryTerm;
  /** In windows. */
  readonly rarity: number;
  readonly isInPaths: boolean;
  /** In the built-in model; undefined where it does not know the term, and without a model. */
  readonly inModel: number | undefined;
}

/** A term that tells nothing still breaks ties. */
const leastEvidence = 0.05;

export function traitsOf({ term, rarity, isInPaths, inModel }: TermFacts, words: readonly QueryWord[], hasScope: boolean): Float64Array {
  const from = term.words.map(index => words[index]!);
  const first = term.words[0]!;
  const { text, place } = from[0]!;
  const isIdentifier = from.some(word => word.isIdentifier);
  const scaled = (rarity - 4) / 3;
  const traits: Readonly<Record<(typeof termTraits)[number], number | boolean>> = {
    identifier: isIdentifier,
    joined: !term.isPart && !isIdentifier,
    compound: !term.isPart && isIdentifier,
    verb: term.isPart && isVerbOfChange(text),
    first: first === 0 && !hasScope,
    below: place.isBelow,
    capitals: text.length > 1 && text === text.toUpperCase() && /\p{Lu}/u.test(text),
    number: /^\d+$/.test(text),
    quoted: from.some(word => word.place.isQuoted),
    short: text.length <= 3,
    rarity: scaled,
    raritySquared: scaled * scaled,
    inPaths: isInPaths,
    late: place.isBelow ? 0 : first / words.length,
    link: from.some(word => word.place.isLink),
    unknown: inModel === undefined,
    modelWeight: inModel ?? 0,
    any: true,
  };
  return Float64Array.from(termTraits, trait => Number(traits[trait]));
}

export function termEvidenceOf(traits: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < traits.length; i++) sum += traits[i]! * weights[i]!;
  return Math.max(leastEvidence, sum);
}
