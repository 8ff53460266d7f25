/** A question prepared for one snapshot: its terms with their rarity there, and the names that it may mean. Pure. */
import type { ChosenVectors } from '../../snapshot/chosen-vectors.js';
import type { Snapshot, WeightedTerm } from '../../snapshot/snapshot-types.js';
import type { ParsedQuery } from '../query/parse-query.js';
import { type QueryTerm, queryTerms } from '../query/query-terms.js';
import { termEvidenceOf, traitsOf } from './term-evidence.js';

/** A name that the question may mean. */
export interface NameGuess {
  /** As looked up, ignoring case. */
  readonly text: string;
  /** As typed, to recognise an exact match; '' if words were joined. */
  readonly typed: string;
  readonly qualifier: string;
  readonly isIdentifier: boolean;
  /** Share of the question's mass covered by its words. */
  readonly share: number;
}

export interface PreparedQuery {
  readonly parsed: ParsedQuery;
  /** Terms that occur, the heaviest first; at most `maxTerms`. */
  readonly terms: readonly QueryTerm[];
  /** Rarity times the term's own weight. For a commit message, the evidence of the term (`term-evidence.ts`). */
  readonly weights: Float64Array;
  /** Sum of `weights`. */
  readonly mass: number;
  /** The same for path terms. */
  readonly pathWeights: Float64Array;
  readonly pathMass: number;
  readonly names: readonly NameGuess[];
  /** True for one word or one identifier. */
  readonly isSingle: boolean;
  readonly vector: Float32Array | undefined;
  /** The question as a chosen embedding model sees it, if that model's vectors are complete. */
  readonly chosen?: ChosenMeaning | undefined;
}

export interface ChosenMeaning {
  readonly vectors: ChosenVectors;
  readonly vector: Float32Array;
}

/** The terms of a path are the bits of one number. */
export const maxTerms = 32;
const maxNames = 40;

/** How the terms of a commit message are weighted. Without it they are weighted by rarity. */
export interface TermWeighing {
  readonly weights: Float64Array;
  readonly inModel: (term: number) => number | undefined;
}

export function prepareQuery(
  parsed: ParsedQuery,
  snapshot: Snapshot,
  vector: Float32Array | undefined,
  weighing?: TermWeighing,
): PreparedQuery {
  const all = queryTerms(parsed.words).slice(0, 256);
  const keys = all.map(term => term.term);
  const { nWindows, nFiles } = snapshot.totals;
  const inWindows = snapshot.documentFrequencies(keys);
  const inPaths = snapshot.pathFrequencies(keys);
  const byTraits = parsed.isChange && weighing !== undefined ? byEvidence(parsed, weighing) : undefined;
  const ranked = all
    .map((term, i) => ({
      term,
      weight: weightOf(term, nWindows, inWindows[i]!),
      pathWeight: weightOf(term, nFiles, inPaths[i]!),
    }))
    .map(weighed => (byTraits === undefined ? weighed : byTraits(weighed)))
    .filter(({ weight, pathWeight }) => weight > 0 || pathWeight > 0)
    .sort((a, b) => b.weight + b.pathWeight - a.weight - a.pathWeight)
    .slice(0, maxTerms);
  const weights = Float64Array.from(ranked, ({ weight }) => weight);
  const pathWeights = Float64Array.from(ranked, ({ pathWeight }) => pathWeight);
  const terms = ranked.map(({ term }) => term);
  const real = parsed.words.filter(word => !word.isStop);
  return {
    parsed,
    terms,
    weights,
    mass: sum(weights),
    pathWeights,
    pathMass: sum(pathWeights),
    names: nameGuesses(parsed, terms, weights),
    isSingle: real.length === 1 || (real.length === 2 && real[1]!.qualifier !== ''),
    vector,
  };
}

interface Weighed {
  readonly term: QueryTerm;
  readonly weight: number;
  readonly pathWeight: number;
}

/** Weights terms by their evidence. Path weights keep their proportion to window weights. */
function byEvidence(parsed: ParsedQuery, { weights, inModel }: TermWeighing): (by: Weighed) => Weighed {
  const hasScope = parsed.scope.typed.length > 0;
  return ({ term, weight, pathWeight }) => {
    const known = weight > 0 ? weight : pathWeight;
    if (known === 0) return { term, weight, pathWeight };
    const facts = { term, rarity: weight / term.weight, isInPaths: pathWeight > 0, inModel: inModel(term.term) };
    const evidence = termEvidenceOf(traitsOf(facts, parsed.words, hasScope), weights);
    return { term, weight: weight > 0 ? evidence : 0, pathWeight: (pathWeight * evidence) / known };
  };
}

/** Returns 0 for a term that occurs nowhere. */
const weightOf = (term: QueryTerm, total: number, frequency: number): number =>
  frequency === 0 ? 0 : term.weight * rarity(total, frequency);

/** BM25's inverse document frequency, in the form that is never negative, even for a term that most texts contain. */
export const rarity = (total: number, frequency: number): number =>
  Math.log(1 + (Math.max(total, frequency) - frequency + 0.5) / (frequency + 0.5));

export const weightedTerms = (query: PreparedQuery): readonly WeightedTerm[] =>
  query.terms.map(({ term }, i) => ({ term, weight: Math.max(query.weights[i]!, 1e-6) }));

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

function nameGuesses({ words }: ParsedQuery, terms: readonly QueryTerm[], weights: Float64Array): readonly NameGuess[] {
  // The mass of a word is the mass of its parts; compounds would count it twice.
  const massOf = new Float64Array(words.length);
  let total = 0;
  terms.forEach(({ isPart, words: from }, t) => {
    if (!isPart) return;
    total += weights[t]!;
    for (const word of from) massOf[word]! += weights[t]!;
  });
  const guesses = new Map<string, NameGuess>();
  const add = (text: string, first: number, count: number): void => {
    const from = words.slice(first, first + count);
    if (from.length < count || from.some(word => word.isStop) || text.length < 2 || guesses.size >= maxNames) return;
    let mass = 0;
    for (let i = first; i < first + count; i++) mass += massOf[i]!;
    const word = from[0]!;
    const guess: NameGuess = {
      text: text.toLowerCase(),
      typed: count === 1 ? word.text : '',
      qualifier: count === 1 ? word.qualifier : '',
      isIdentifier: from.some(word => word.isIdentifier),
      share: total === 0 ? 1 / words.length : Math.min(1, mass / total),
    };
    const known = guesses.get(guess.text);
    if (known === undefined || known.share < guess.share) guesses.set(guess.text, guess);
  };
  words.forEach((_, i) => add(words[i]!.text, i, 1));
  words.forEach((_, i) => {
    const [a, b, c] = [words[i]!.text, words[i + 1]?.text ?? '', words[i + 2]?.text ?? ''];
    add(`${a}${b}`, i, 2);
    add(`${a}_${b}`, i, 2);
    add(`${a}${b}${c}`, i, 3);
    add(`${a}_${b}_${c}`, i, 3);
  });
  return [...guesses.values()];
}
