import { expect, test } from 'vitest';
import { IndexWorld, WorldFolder } from '../../kit/workspace.js';

test('a folder is indexed from nothing', async () => {
  using folder = new WorldFolder({
    'src/a.ts': 'export const apple = 1;\n',
    'src/b.ts': 'export const banana = 2;\n',
    'README.md': '# Fruit\n',
  });
  await using world = new IndexWorld(folder);
  const status = await world.indexed();
  expect(world.log).toEqual([]);
  expect(status).toMatchObject({ phase: 'ready', nSeen: 3, nSearchable: 3, nChunks: 3, leftOut: {} });
});
