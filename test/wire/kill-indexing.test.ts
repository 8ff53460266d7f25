import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as later } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { bundle } from '../kit/bundle.js';
import { Finder } from '../kit/find.js';
import { Random } from '../kit/random.js';
import { TestFolder, TestIndex } from '../kit/workspace.js';

const nKills = 25;
const nFiles = 240;
const dist = join(import.meta.dirname, '../../dist');

interface Line {
  readonly started?: true;
  readonly searchable?: number;
  readonly phase?: string;
  readonly nSearchable?: number;
}

/** Runs until `until` returns true or the time is over, then kills it. Returns all its output. */
async function runAndKill(
  script: string,
  folder: TestFolder,
  killAfterMs: number,
): Promise<{ readonly lines: readonly Line[]; readonly errors: string }> {
  const child: ChildProcess = spawn(process.execPath, [script, folder.root, folder.storage, dist], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const lines: Line[] = [];
  let errors = '';
  child.stderr!.on('data', (text: Buffer) => (errors += text.toString()));
  const started = Promise.withResolvers<void>();
  const reader = createInterface({ input: child.stdout! });
  reader.on('line', text => {
    lines.push(JSON.parse(text) as Line);
    started.resolve();
  });
  await started.promise;
  await later(killAfterMs);
  child.kill('SIGKILL');
  await exited;
  return { lines, errors };
}

// Two at once, because much of the time is spent waiting for a moment to kill.
test.concurrent.each([20, 21])(
  `killed at ${nKills} random moments of indexing (seed %i), the next start serves all that was reported searchable, undamaged`,
  async seed => {
    const script = bundle('test/kit/index-child.ts');
    const finder = new Finder();
    const random = new Random(seed);
    using folder = new TestFolder();
    const words = (i: number, round: number): string =>
      `unique${i}x${round} ${Array.from({ length: 1_500 }, (_, j) => `w${(i * 7919 + j * 104729) % 5000}`).join(' ')}\n`;
    let round = 0;
    const writeAll = (): void => {
      for (let i = 0; i < nFiles; i++) {
        mkdirSync(folder.at(`d${i % 9}`), { recursive: true });
        writeFileSync(folder.at(`d${i % 9}/f${i}.ts`), words(i, round));
      }
    };
    writeAll();
    let reported = 0;
    let expectsReported = false;
    for (let kill = 0; kill < nKills; kill++) {
      const { lines, errors } = await runAndKill(script, folder, random.below(700));
      expect(errors.replaceAll(/.*will be built again.*\n/g, ''), `kill ${kill}, seed ${seed}`).toBe('');
      const counts = lines.flatMap(({ searchable }) => (searchable === undefined ? [] : [searchable]));
      if (expectsReported && reported > 0 && counts.length > 0)
        expect(counts[0], `kill ${kill}, seed ${seed}: first snapshot`).toBeGreaterThanOrEqual(reported);
      reported = Math.max(counts.at(-1) ?? 0, expectsReported ? reported : 0);
      expectsReported = true;
      const isReady = lines.some(({ phase }) => phase === 'ready');
      if (!isReady) continue;
      // From nothing, or with every file changed: a kill is tested in both.
      if (random.below(2) === 0) rmSync(folder.storage, { recursive: true });
      round++;
      writeAll();
      reported = 0;
      expectsReported = false;
    }
    await using world = new TestIndex(folder);
    expect(await world.indexed()).toMatchObject({ phase: 'ready', nSearchable: nFiles });
    const spec = world.snapshots.at(-1)!;
    for (let i = 0; i < nFiles; i += 13) expect(finder.find(spec, `unique${i}x${round}`), `seed ${seed}`).toEqual([`d${i % 9}/f${i}.ts`]);
    expect(finder.problems).toEqual([]);
    expect(world.log).toEqual([]);
    finder.dispose();
  },
);
