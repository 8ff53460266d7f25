/**
 * Fits the weights of terms in a change's message (`search/rank/term-evidence.ts`): two logistic fits on a term's traits, one for how
 * likely a changed file contains it and one for how likely another candidate does. The weights are the difference. Convex; the same data
 * gives the same weights.
 */
import { termTraits } from '../../search/rank/term-evidence.js';
import { minimise } from './minimise.js';

export interface TermSample {
  readonly traits: Float64Array;
  /** Share of the wanted candidates that contain the term, and of the others. */
  readonly inWanted: number;
  readonly inOthers: number;
}

const ridge = 3;

export function fitTermWeights(samples: readonly TermSample[]): Float64Array {
  const wanted = logisticFit(samples, sample => sample.inWanted);
  const others = logisticFit(samples, sample => sample.inOthers);
  return wanted.map((weight, i) => weight - others[i]!);
}

function logisticFit(samples: readonly TermSample[], shareOf: (sample: TermSample) => number): Float64Array {
  const n = termTraits.length;
  return minimise(new Float64Array(n), (weights, gradient) => {
    let loss = 0;
    gradient.forEach((_, i) => {
      gradient[i] = ridge * weights[i]!;
      loss += 0.5 * ridge * weights[i]! ** 2;
    });
    for (const sample of samples) {
      const { traits } = sample;
      let odds = 0;
      for (let i = 0; i < n; i++) odds += weights[i]! * traits[i]!;
      const share = shareOf(sample);
      loss += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - share * odds;
      const slope = 1 / (1 + Math.exp(-odds)) - share;
      for (let i = 0; i < n; i++) gradient[i]! += slope * traits[i]!;
    }
    return loss;
  });
}
