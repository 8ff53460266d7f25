/** Chooses when the gate shows: the rule that saves most keys while enough of what is shown is right, on lines that the trees have not seen. */
import { type ShowRule, showThreshold } from '../../completion/gate.js';
import type { GateSamples, SampledLine } from './gate-samples.js';

export interface RuleFigures {
  readonly saved: number;
  readonly shown: number;
  readonly precision: number;
}

export interface RuleAims {
  readonly minPrecision: number;
  readonly maxShown: number;
}

/** Returns the means over the repositories of `chosen` if the suggestions with these probabilities are shown by `rule`. */
export function ruleFigures(samples: GateSamples, probabilities: Float32Array, chosen: readonly number[], rule: ShowRule): RuleFigures {
  const mean = { saved: 0, shown: 0, precision: 0 };
  for (const repository of chosen) {
    const lines = samples.repositories[repository]!;
    let [nChars, nSaved, nShown, nRight] = [0, 0, 0, 0];
    for (const line of lines) {
      const outcome = typeLine(samples, probabilities, line, rule);
      nChars += line.line.length;
      nSaved += outcome.nSaved;
      nShown += outcome.nShown;
      nRight += outcome.isRight ? 1 : 0;
    }
    mean.saved += nSaved / Math.max(1, nChars) / chosen.length;
    mean.shown += nShown / Math.max(1, lines.length) / chosen.length;
    mean.precision += nRight / Math.max(1, nShown) / chosen.length;
  }
  return mean;
}

/** As ShownSuggestion does: a suggestion stays while the typing agrees with it, and is not shown again once it was typed past. */
function typeLine(samples: GateSamples, probabilities: Float32Array, { keys }: SampledLine, rule: ShowRule) {
  const rejected = new Set<number>();
  let nShown = 0;
  /** The typed length up to which the shown suggestion agrees with the line. */
  let agreesTo = -1;
  for (const { firstRow, nRows, typed } of keys) {
    if (typed <= agreesTo) continue;
    let best = -1;
    for (let row = firstRow; row < firstRow + nRows; row++)
      if (!rejected.has(samples.wholes[row]!) && (best < 0 || probabilities[row]! > probabilities[best]!)) best = row;
    if (best < 0 || probabilities[best]! < showThreshold(rule, samples.lengths[best]!, nShown)) continue;
    nShown++;
    if (samples.labels[best] === 1) return { nSaved: samples.lengths[best]! - 1, nShown, isRight: true };
    rejected.add(samples.wholes[best]!);
    agreesTo = samples.agrees[best]!;
  }
  return { nSaved: 0, nShown, isRight: false };
}

/** Returns the best rule of a grid, or the most precise one if none reaches the aims. */
export function chooseRule(
  samples: GateSamples,
  probabilities: Float32Array,
  chosen: readonly number[],
  { minPrecision, maxShown }: RuleAims,
) {
  let best: { readonly rule: ShowRule; readonly figures: RuleFigures } | undefined;
  for (let threshold = 0.2; threshold < 0.8; threshold += 0.025)
    for (const longBonus of [0, 0.1, 0.2, 0.3, 0.4])
      for (const againMalus of [0, 0.05, 0.1, 0.2, 0.3]) {
        const rule = { threshold: Number(threshold.toFixed(3)), longBonus, againMalus };
        const figures = ruleFigures(samples, probabilities, chosen, rule);
        const isAllowed = figures.precision >= minPrecision && figures.shown <= maxShown;
        if (isAllowed && figures.saved > (best?.figures.saved ?? 0)) best = { rule, figures };
      }
  return best;
}
