/** Precision and recall of "the same question in other words", over all pairs of the set. */
import { expect, test } from 'vitest';
import { isSameQuestion, questionOf, type TextVector } from '../../../server/cache/same-question.js';
import { embedText } from '../../../server/embedding/embed-text.js';
import { loadStaticTable } from '../../../server/embedding/static-table-file.js';
import { heldOut } from './held-out.js';
import { blocks } from './pairs.js';

interface Outcome {
  readonly precision: number;
  readonly recall: number;
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
  readonly nPairs: number;
}

function measure(sets: typeof blocks, vectorOf: TextVector): Outcome {
  const all = sets.flatMap((groups, block) =>
    groups.flatMap((texts, group) => texts.map(text => ({ id: `${block}.${group}`, question: questionOf(text, vectorOf) }))),
  );
  let hits = 0;
  let nPairs = 0;
  const wrong: string[] = [];
  const missed: string[] = [];
  for (const [i, a] of all.entries())
    for (const b of all.slice(i + 1)) {
      nPairs++;
      const same = isSameQuestion(a.question, b.question, vectorOf);
      expect(isSameQuestion(b.question, a.question, vectorOf)).toBe(same);
      const pair = `${a.question.text} | ${b.question.text}`;
      if (same && a.id === b.id) hits++;
      else if (same) wrong.push(pair);
      else if (a.id === b.id) missed.push(pair);
    }
  return { precision: hits / (hits + wrong.length), recall: hits / (hits + missed.length), wrong, missed, nPairs };
}

const table = loadStaticTable('server/embedding/data/static-table.bin');
const vectors = new Map<string, Float32Array | undefined>();
const builtIn: TextVector = text => {
  if (!vectors.has(text)) vectors.set(text, embedText(table, new TextEncoder().encode(text)));
  return vectors.get(text);
};

test.each([
  ['used to choose the rules, without a model', blocks, () => undefined],
  ['held out, without a model', heldOut, () => undefined],
  ['used to choose the rules, with the built-in model', blocks, builtIn],
  ['held out, with the built-in model', heldOut, builtIn],
] as const)('of the set %s, at least 98 of 100 pairs that count as the same question are the same', (_, sets, vectorOf) => {
  const { precision, recall, wrong, nPairs } = measure(sets, vectorOf);
  expect({ precise: precision >= 0.98, wrong }).toEqual({ precise: true, wrong });
  expect(recall).toBeGreaterThan(0.7);
  expect(nPairs).toBeGreaterThan(1000);
});
