/** What a person has saved becomes searchable although questions keep background work paused. */
import { expect, test } from 'vitest';
import { TestFolder, TestIndex } from '../../kit/workspace.js';

test('a saved file becomes searchable while all background work is held back', async () => {
  using folder = new TestFolder({ 'a.ts': 'export const a = 1;\n', 'b.ts': 'export const b = 1;\n' });
  await using index = new TestIndex(folder, { nThreads: 2 });
  await index.indexed();
  const hold = index.workspace.holdBackground();
  // Which thread takes a task is chance; the one that must rest takes some of these.
  for (let n = 0; n < 12; n++) {
    folder.write(`new${n}.ts`, `export const new${n} = ${n};\n`);
    await index.workspace.changed([folder.at(`new${n}.ts`)], AbortSignal.timeout(20_000));
  }
  expect(index.workspace.status().folders[0]?.nSearchable).toBe(14);
  await hold.dispose();
});
