/** The gate: what trees and rule make of a suggestion, and the weights that are shipped. */
import { describe, expect, test } from 'vitest';
import { gateProbability, showThreshold } from '../../../server/completion/gate.js';
import { gateFeatureNames } from '../../../server/completion/gate-features.js';
import { loadGate } from '../../../server/completion/load-gate.js';
import { boostTrees } from '../../../server/training/completion/boosted-trees.js';
import { Random } from '../../../server/training/random.js';

const shipped = 'server/completion/data/completion-gate.json';

describe('the rule', () => {
  const rule = { threshold: 0.6, longBonus: 0.2, againMalus: 0.1 };
  test('a long suggestion is shown at a lower probability', () =>
    expect(showThreshold(rule, 40, 0)).toBeLessThan(showThreshold(rule, 2, 0)));
  test('each further suggestion on a line has to be more probable', () =>
    expect(showThreshold(rule, 10, 1)).toBeGreaterThan(showThreshold(rule, 10, 0)));
});

describe('the shipped weights', () => {
  test('fit the features of this version', () => expect(loadGate(shipped)?.features).toEqual([...gateFeatureNames]));
  test('find a sure suggestion more probable than an unsure one', () => {
    const gate = loadGate(shipped)!;
    const row = (logProbability: number, typed: number): Float32Array => {
      const features = new Float32Array(gateFeatureNames.length);
      features.set([logProbability, Math.exp(logProbability), 0.9, 0.9, 12, 12, 1, 6, 20, typed, 3]);
      return features;
    };
    expect(gateProbability(gate, row(-0.1, 12))).toBeGreaterThan(gateProbability(gate, row(-4, 1)));
  });
  test('are not used if they cannot be read', () => expect(loadGate('package.json')).toBeUndefined());
});

test('boosted trees learn a rule of two features and no more', () => {
  const random = new Random(7);
  const n = 4_000;
  const features = Float32Array.from({ length: n * 3 }, () => random.next());
  const labels = Uint8Array.from({ length: n }, (_, i) => (features[i * 3]! > 0.5 && features[i * 3 + 1]! < 0.3 ? 1 : 0));
  const options = { nTrees: 20, depth: 3, rate: 0.3, ridge: 1, minRows: 20 };
  const { base, trees } = boostTrees(
    { features, labels, nFeatures: 3 },
    Uint32Array.from({ length: n }, (_, i) => i),
    options,
  );
  const probability = (...row: number[]): number => gateProbability({ base, trees: [...trees] }, Float32Array.from(row));
  expect(probability(0.9, 0.1, 0.5)).toBeGreaterThan(0.9);
  expect(probability(0.9, 0.6, 0.5)).toBeLessThan(0.1);
  expect(probability(0.2, 0.1, 0.5)).toBeLessThan(0.1);
});
