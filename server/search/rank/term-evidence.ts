/**
 * Estimates how much a term of a commit message says about where the change is made. Rarity alone misleads there: `avoid` and `unnecessary`
 * are rare in code but say nothing. A term's traits predict how likely the changed files contain it, and how likely the other candidates
 * do.
 * The weight is the difference of the log odds, which is linear in the traits. Pure; `server/training/ranker/fit-term-weights.ts` fits the
 * weights.
 */

import type { QueryTerm } from '../query/query-terms.js';
import type { QueryWord } from '../query/query-word.js';
import { isVerbOfChange } from '../query/reads-as-change.js';

/** In the order of the weights. The last trait is 1 for every term. */
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
  /** Counted in windows. */
  readonly rarity: number;
  readonly isInPaths: boolean;
  /** Weight in the built-in model. Undefined without a model, or if it does not know the term. */
  readonly inModel: number | undefined;
}

/** Terms without evidence still break ties. */
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
