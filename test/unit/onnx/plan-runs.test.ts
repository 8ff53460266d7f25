/** Which texts share a run, and whose turn it is. */
import { expect, test } from 'vitest';
import { partsOf, planRuns, type RunLimits } from '../../../server/onnx/plan-runs.js';
import { Turns } from '../../../server/onnx/turns.js';
import { Random } from '../../kit/random.js';

const limits: RunLimits = { maxTokens: 256, nMarks: 2, budgetTokens: 512, maxTexts: 32, mostPadding: 0.08 };
const idsOf = (length: number): number[] => Array.from({ length }, (_, i) => i);

test.each([1, 2, 3])('planRuns() puts every part into one run, within budget and window, with little padding (seed %i)', seed => {
  const random = new Random(seed);
  const ids = Array.from({ length: 300 }, () => idsOf(random.below(700)));
  const parts = partsOf(ids, limits);
  const runs = planRuns(parts, limits);
  expect(runs.flatMap(run => run.parts).length).toBe(parts.length);
  expect(new Set(runs.flatMap(run => run.parts))).toEqual(new Set(parts));
  let [padded, real] = [0, 0];
  for (const run of runs) {
    expect(run.length).toBeLessThanOrEqual(limits.maxTokens);
    expect(run.parts.length === 1 || run.parts.length * run.length <= limits.budgetTokens).toBe(true);
    for (const part of run.parts) real += part.ids.length + limits.nMarks;
    padded += run.parts.length * run.length;
  }
  expect(padded / real).toBeLessThan(1.05);
  // The parts of a text together are the text.
  for (const [text, all] of ids.entries()) expect(parts.filter(part => part.text === text).flatMap(part => part.ids)).toEqual(all);
});

test('planRuns() without a bound on padding makes runs as large as the budget allows', () => {
  const ids = Array.from({ length: 64 }, (_, i) => idsOf(10 + i));
  const runs = planRuns(partsOf(ids, limits), { ...limits, budgetTokens: 100_000, maxTexts: 64, mostPadding: 100 });
  expect(runs).toHaveLength(1);
});

test('Turns lets urgent callers go before others, which keep their order', async () => {
  const turns = new Turns();
  const order: string[] = [];
  const leave = await turns.enter(false);
  const waiting = (['a', 'b', 'question'] as const).map(async name => {
    const leaveTurn = await turns.enter(name === 'question');
    order.push(name);
    leaveTurn();
  });
  leave();
  leave();
  await Promise.all(waiting);
  expect(order).toEqual(['question', 'a', 'b']);
});
