/**
 * The fit finds what distinguishes the wanted candidates, and stays at its prior if nothing contradicts it. Each name contains the seed.
 */
import { expect, test } from 'vitest';
import { featureNames } from '../../../server/search/rank/feature-names.js';
import { Random } from '../../../server/training/random.js';
import type { ExaminedQuery } from '../../../server/training/ranker/examine-folder.js';
import { fitWeights } from '../../../server/training/ranker/fit-weights.js';
import { mean, ndcg10, ndcgOf, pairedGain } from '../../../server/training/ranker/ranking-metrics.js';

const n = featureNames.length;
const seed = 11;

/** Twenty candidates per question; the wanted one has the largest sum of features 0 and 3. */
function questions(count: number, random: Random): readonly ExaminedQuery[] {
  return Array.from({ length: count }, () => {
    const features = Float32Array.from({ length: 20 * n }, () => random.next());
    const worth = (row: number): number => features[row * n]! + 2 * features[row * n + 3]!;
    const wanted = Array.from({ length: 20 }, (_, row) => row).sort((a, b) => worth(b) - worth(a))[0]!;
    const labels = Uint32Array.from({ length: 20 }, (_, row) => (row === wanted ? 1 : 0));
    return { query: '', kind: 'made', isChange: false, nTargets: 1, nMissed: 0, features, labels, paths: [] };
  });
}

test(`fitWeights() ranks unseen questions by the features that decided the others (seed ${seed})`, () => {
  const random = new Random(seed);
  const weights = fitWeights(questions(200, random), { ridge: 0.2 });
  expect(weights[3]!).toBeGreaterThan(weights[0]!);
  expect(mean(questions(40, random).map(query => ndcgOf(query, weights)))).toBeGreaterThan(0.85);
});

test('fitWeights() returns the prior if there are no questions', () => {
  const prior = Float64Array.from({ length: n }, (_, i) => i / 10);
  expect([...fitWeights([], { ridge: 1, prior })].map(weight => weight.toFixed(6))).toEqual([...prior].map(weight => weight.toFixed(6)));
});

test('fitWeights() leaves out the given features', () => {
  const weights = fitWeights(questions(20, new Random(seed)), { ridge: 1, without: new Set([featureNames[3]!]) });
  expect(weights[3]).toBe(0);
});

test('ndcg10() counts each rank once and nothing below the tenth', () => {
  expect(ndcg10([1], 1)).toBe(1);
  expect(ndcg10([2], 1)).toBeCloseTo(1 / Math.log2(3));
  expect(ndcg10([11], 1)).toBe(0);
  expect(ndcg10([1, 1], 2)).toBeLessThan(1);
});

test('pairedGain() is the mean difference with its standard error', () => {
  expect(pairedGain([1, 2, 3], [0, 1, 2])).toEqual({ gain: 1, error: 0 });
});
