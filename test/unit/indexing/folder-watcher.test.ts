import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { Finder } from '../../kit/find.js';
import { TestFolder, TestIndex } from '../../kit/workspace.js';

const finder = new Finder();
afterAll(() => finder.dispose());

/** Resolves once a snapshot finds exactly these paths for the word. */
const foundBySnapshot = (world: TestIndex, word: string, wanted: readonly string[]): Promise<void> =>
  new Promise(resolve => {
    world.workspace.onSnapshot(spec => {
      if (finder.find(spec, word).join() === wanted.join()) resolve();
    });
  });

test('a workspace that watches the disk indexes saves, new folders, renames and deletions on its own', async () => {
  using folder = new TestFolder({ 'src/a.ts': 'apple', '.gitignore': 'out/\n*~?\n', 'out/x.ts': 'x' });
  await using world = new TestIndex(folder, { watch: true });
  await world.indexed();
  const saved = foundBySnapshot(world, 'apricot', ['src/a.ts']);
  writeFileSync(folder.at('src/a.ts'), 'apricot');
  await saved;

  const made = foundBySnapshot(world, 'nectarine', ['src/new/deep/n.ts']);
  mkdirSync(folder.at('src/new/deep'), { recursive: true });
  writeFileSync(folder.at('src/new/deep/n.ts'), 'nectarine');
  await made;

  const inside = foundBySnapshot(world, 'melon', ['src/new/deep/m.ts']);
  writeFileSync(folder.at('src/new/deep/m.ts'), 'melon');
  await inside;

  const moved = foundBySnapshot(world, 'melon', ['src/moved/deep/m.ts']);
  renameSync(folder.at('src/new'), folder.at('src/moved'));
  await moved;

  const gone = foundBySnapshot(world, 'melon', []);
  folder.remove('src/moved');
  await gone;

  const ignored = foundBySnapshot(world, 'apricot', []);
  writeFileSync(folder.at('.vibeignore'), 'src/\n');
  await ignored;
  expect(finder.paths(world.snapshots.at(-1)!)).toEqual(['.gitignore', '.vibeignore']);
});
