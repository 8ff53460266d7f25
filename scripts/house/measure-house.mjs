/** All measurements, in the order of the table. */
import { readCodeBase } from './code-base.mjs';
import { measureFunctions } from './functions.mjs';
import { measureHabits } from './habits.mjs';
import { measureModules } from './module-graph.mjs';
import { measureSentences } from './sentences.mjs';
import { measureSizes } from './sizes.mjs';
import { measureSlips } from './slips.mjs';
import { measureWords } from './words.mjs';

/**
 * @param {string} root A checkout of this repository.
 * @returns {readonly import('./rows.mjs').Row[]}
 */
export function measureHouse(root) {
  const code = readCodeBase(root);
  return [measureSizes, measureFunctions, measureModules, measureHabits, measureSentences, measureWords, measureSlips].flatMap(measure =>
    measure(code),
  );
}
