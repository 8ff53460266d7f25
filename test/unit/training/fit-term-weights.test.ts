/** Terms that the wanted files contain more often than the others weigh more. The name contains the seed. */
import { expect, test } from 'vitest';
import { termTraits } from '../../../server/search/rank/term-evidence.js';
import { Random } from '../../../server/training/random.js';
import { fitTermWeights } from '../../../server/training/ranker/fit-term-weights.js';

const seed = 5;

test(`fitTermWeights() weighs a trait by how much more often wanted files have it than others (seed ${seed})`, () => {
  const random = new Random(seed);
  const samples = Array.from({ length: 2000 }, (_, i) => {
    const isIdentifier = i % 2 === 0;
    const traits = Float64Array.from(termTraits, trait => (trait === 'any' || (trait === 'identifier' && isIdentifier) ? 1 : 0));
    const drawn = (share: number): number => (random.next() < share ? 1 : 0);
    return { traits, inWanted: drawn(isIdentifier ? 0.9 : 0.4), inOthers: drawn(0.4) };
  });
  const weights = fitTermWeights(samples);
  const logOdds = (share: number): number => Math.log(share / (1 - share));
  expect(weights[termTraits.indexOf('identifier')]).toBeCloseTo(logOdds(0.9) - logOdds(0.4), 0);
  expect(weights[termTraits.indexOf('any')]).toBeCloseTo(0, 0);
  expect(weights[termTraits.indexOf('verb')]).toBe(0);
});
