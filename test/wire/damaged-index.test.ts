import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Finder } from '../kit/find.js';
import { Random } from '../kit/random.js';
import { TestFolder, TestIndex } from '../kit/workspace.js';

const nFiles = 40;
const text = (i: number): string => `export function unique${i}() { return ${i}; }\n${`// common text number ${i}\n`.repeat(40)}`;
const allPaths = Array.from({ length: nFiles }, (_, i) => `f${i}.ts`).sort();

/** Damages every file of the index in turn: the next start finds everything, and nothing that does not exist. */
test('an index with any file damaged, cut short or missing is built again where it must be, and never answers wrongly', async () => {
  using folder = new TestFolder(Object.fromEntries(Array.from({ length: nFiles }, (_, i) => [`f${i}.ts`, text(i)])));
  folder.write('data.ts', 'a\0b\0c'.repeat(100));
  {
    await using world = new TestIndex(folder, { nThreads: 1 });
    await world.indexed();
    folder.write('late.ts', 'lateword');
    await world.workspace.changed([folder.at('late.ts')], world.signal);
  }
  const [name] = readdirSync(join(folder.storage, 'folders'));
  const storage = join(folder.storage, 'folders', name!);
  const sound = new Map(readdirSync(storage).map(file => [file, readFileSync(join(storage, file))]));
  expect([...sound.keys()].filter(file => file.startsWith('seg-')).length).toBeGreaterThan(1);
  expect([...sound.keys()].some(file => file.startsWith('stats-'))).toBe(true);
  const restore = (): void => {
    rmSync(storage, { recursive: true });
    mkdirSync(storage);
    for (const [file, bytes] of sound) writeFileSync(join(storage, file), bytes);
  };
  const seed = 5;
  const random = new Random(seed);
  for (const [file, bytes] of sound)
    for (const how of ['missing', 'empty', 'cut', 'garbage', 'bit', 'bit', 'bits'] as const) {
      restore();
      const damaged = Buffer.from(bytes);
      const flip = (): void => void (damaged[random.below(damaged.length)]! ^= 1 << random.below(8));
      if (how === 'bit') flip();
      if (how === 'bits') for (let i = 0; i < 20; i++) flip();
      if (how === 'garbage') damaged.fill(random.below(256), damaged.length >> 1);
      if (how === 'missing') rmSync(join(storage, file));
      else
        writeFileSync(
          join(storage, file),
          how === 'empty' ? '' : how === 'cut' ? damaged.subarray(0, random.below(damaged.length)) : damaged,
        );
      await checkAnswers(`${file}, ${how}, seed ${seed}`);
    }

  async function checkAnswers(what: string): Promise<void> {
    const finder = new Finder();
    await using world = new TestIndex(folder, { nThreads: 1 });
    const status = await world.indexed();
    expect(status, what).toMatchObject({ phase: 'ready', nSearchable: nFiles + 1, leftOut: { binary: 1 } });
    for (let attempt = 0; ; attempt++) {
      const spec = world.snapshots.at(-1)!;
      const found = [0, 17, 39].map(i => finder.find(spec, `unique${i}`));
      const common = finder.find(spec, 'common');
      // Damage to the last save's segment may affect only this word.
      const late = finder.find(spec, 'lateword');
      // What damage hides is reported, and nothing else is hidden.
      if (finder.problems.length === 0) {
        expect(found, what).toEqual([['f0.ts'], ['f17.ts'], ['f39.ts']]);
        expect(common, what).toEqual(allPaths);
        expect(late, what).toEqual(['late.ts']);
        break;
      }
      expect(attempt, `${what}: ${finder.problems.join()}`).toBeLessThan(3);
      for (const paths of [...found, common]) expect(allPaths, what).toEqual(expect.arrayContaining([...paths]));
      for (const problem of finder.problems.splice(0))
        await world.workspace.reportDamage(folder.uri, problem.slice(0, problem.indexOf(': ')));
    }
    finder.dispose();
  }
});
