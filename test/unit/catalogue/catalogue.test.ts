import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../server/base/clock.js';
import { CatalogueKeeper } from '../../../server/catalogue/catalogue-keeper.js';
import { type Disk, systemDisk } from '../../../server/disk/atomic-file.js';
import { Random } from '../../kit/random.js';
import { aTurn } from '../../kit/turn.js';

const wasm = readFileSync('node_modules/sql.js/dist/sql-wasm.wasm');

class HandClock implements Clock {
  ms = 1_700_000_000_000;
  now(): number {
    return this.ms;
  }
  wall(): number {
    return this.ms++;
  }
}

let folder: string;
let file: string;
const clock = new HandClock();
const logged: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-catalogue-'));
  file = join(folder, 'catalogue.db');
  logged.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aWindow = (disk: Disk = systemDisk): Promise<CatalogueKeeper> =>
  CatalogueKeeper.open({ file, wasm, disk, clock, log: (_, text) => void logged.push(text) });
async function saved(window: CatalogueKeeper): Promise<void> {
  window.changed();
  expect(await window.flush()).toBe(true);
}

describe('conversations in the catalogue', () => {
  test('are listed with pinned ones first, then the newest, titled by their first question', async () => {
    const { rows } = await aWindow();
    rows.putTurn('a', aTurn('1', '  How does\n the pool work? '), true);
    rows.putTurn('b', aTurn('1', 'x'.repeat(100)), true);
    rows.putTurn('c', aTurn('1', 'third'), true);
    rows.pin('a', true);
    expect(rows.list().map(({ id, title, pinned, nTurns }) => ({ id, title, pinned, nTurns }))).toEqual([
      { id: 'a', title: 'How does the pool work?', pinned: true, nTurns: 1 },
      { id: 'c', title: 'third', pinned: false, nTurns: 1 },
      { id: 'b', title: `${'x'.repeat(79)}…`, pinned: false, nTurns: 1 },
    ]);
  });

  test('keep the folders of their first question, also after a restart, and forget them when deleted', async () => {
    const window = await aWindow();
    window.rows.putTurn('a', { ...aTurn('1', 'Where?'), folders: ['file:///one'] }, true);
    window.rows.putTurn('a', { ...aTurn('2', 'And here?'), folders: ['file:///two'] }, false);
    window.rows.putTurn('b', aTurn('1', 'Of an earlier version'), true);
    await saved(window);
    const foldersOf = (keeper: CatalogueKeeper) => Object.fromEntries(keeper.rows.list().map(({ id, folders }) => [id, folders]));
    const next = await aWindow();
    expect(foldersOf(next)).toEqual({ a: ['file:///one'], b: undefined });
    next.rows.delete('a');
    next.rows.putTurn('a', aTurn('1', 'The same id again'), true);
    expect(foldersOf(next)).toEqual({ a: undefined, b: undefined });
  });

  test('keep their turns in order, also when a turn is replaced', async () => {
    const { rows } = await aWindow();
    for (const id of ['1', '2', '3']) rows.putTurn('a', aTurn(id, `question ${id}`), true);
    rows.putTurn('a', aTurn('2', 'question 2', 'an answer'), false);
    expect(rows.open('a').turns.map(({ id, text }) => `${id}${text}`)).toEqual(['1', '2an answer', '3']);
  });

  test('are read from their end, and page by page towards their start', async () => {
    const { rows } = await aWindow();
    for (const id of ['1', '2', '3', '4', '5']) rows.putTurn('a', aTurn(id, `question ${id}`), true);
    const ids = (turns: readonly { readonly id: string }[]): readonly string[] => turns.map(({ id }) => id);
    const end = rows.open('a', 2);
    expect([ids(end.turns), end.nTurns]).toEqual([['4', '5'], 5]);
    expect(ids(rows.earlier('a', '4', 2))).toEqual(['2', '3']);
    expect(ids(rows.earlier('a', '2', 2))).toEqual(['1']);
    expect(rows.earlier('a', '1', 2)).toEqual([]);
    expect(rows.earlier('a', 'unknown', 2)).toEqual([]);
  });

  test('can be cut off at a turn', async () => {
    const { rows } = await aWindow();
    for (const id of ['1', '2', '3']) rows.putTurn('a', aTurn(id, id), true);
    rows.cutFrom('a', '2');
    rows.cutFrom('a', 'unknown');
    rows.putTurn('a', aTurn('2', 'again'), true);
    expect(rows.open('a').turns.map(({ question }) => question)).toEqual(['1', 'again']);
  });

  test('disappear when deleted, including their text in the file', async () => {
    const window = await aWindow();
    window.rows.putTurn('a', aTurn('1', 'a secret word: xyzzy'), true);
    window.rows.delete('a');
    await saved(window);
    expect(() => window.rows.open('a')).toThrow(expect.objectContaining({ problem: expect.objectContaining({ code: 'not-found' }) }));
    expect(() => window.rows.putTurn('a', aTurn('1', 'late'), false)).toThrow(/no conversation/);
    expect(window.rows.list()).toEqual([]);
    expect(readFileSync(file).includes('xyzzy')).toBe(false);
  });

  test('are found by every word of title, question and answer, with a snippet around the hit', async () => {
    const { rows } = await aWindow();
    rows.putTurn('a', aTurn('1', 'Where is the Lock?', 'The lock is taken in folder-lock.ts'), true);
    rows.putTurn('b', aTurn('1', 'Other things', 'nothing of a lock here'), true);
    rows.putTurn('c', aTurn('1', 'Unrelated', '100% done'), true);
    expect(rows.search('LOCK').map(({ id }) => id)).toEqual(['a', 'b']);
    expect(rows.search('lock taken')).toMatchObject([{ id: 'a', snippet: 'Where is the Lock? The lock is taken in folder-lock.ts' }]);
    expect(rows.search('0%').map(({ id }) => id)).toEqual(['c']);
    expect(rows.search('_')).toEqual([]);
  });
});

describe('metrics and tuning records', () => {
  test('are stored by name and hour, and by key', async () => {
    const { rows } = await aWindow();
    const start = clock.ms;
    const rowsOf = (n: number) => ({ name: 'search', bucket: n, value: { p50: n } });
    rows.putMetrics([1, 2, 3].map(n => rowsOf(start + n * 3600_000)));
    expect(rows.metricsSince('search', start + 2 * 3600_000)).toHaveLength(2);
    rows.putTuning('batch', { size: 32 });
    rows.putTuning('batch', { size: 64 });
    expect([rows.tuning('batch'), rows.tuning('unknown')]).toEqual([{ size: 64 }, undefined]);
  });
});

describe('the catalogue file', () => {
  test('keeps what was saved for the next start', async () => {
    const window = await aWindow();
    window.rows.putTurn('a', aTurn('1', 'kept?'), true);
    await saved(window);
    expect((await aWindow()).rows.open('a').turns[0]?.question).toBe('kept?');
    expect(readdirSync(folder)).toEqual(['catalogue.db']);
  });

  test('contains the conversations of two windows that both write', async () => {
    const [one, two] = [await aWindow(), await aWindow()];
    one.rows.putTurn('shared', aTurn('1', 'first'), true);
    await saved(one);
    expect(await two.sync()).toEqual(['shared']);
    for (let i = 0; i < 5; i++) {
      one.rows.putTurn(`one-${i}`, aTurn('1', 'from one'), true);
      two.rows.putTurn(`two-${i}`, aTurn('1', 'from two'), true);
      two.rows.putTurn('shared', aTurn(`two-${i}`, 'more'), false);
      await Promise.all([saved(one), saved(two)]);
    }
    one.rows.rename('shared', 'renamed by one');
    two.rows.delete('two-0');
    await saved(one);
    await saved(two);
    const { rows } = await aWindow();
    expect(
      rows
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(['one-0', 'one-1', 'one-2', 'one-3', 'one-4', 'shared', 'two-1', 'two-2', 'two-3', 'two-4'].sort());
    expect(rows.open('shared')).toMatchObject({ title: 'renamed by one', nTurns: 6 });
  });

  test('with flipped bits is recovered as far as it can be read, renamed, and reported once', async () => {
    const window = await aWindow();
    for (let i = 0; i < 40; i++) window.rows.putTurn(`c${i}`, aTurn('1', `question ${i}`, 'word '.repeat(200)), true);
    await saved(window);
    const whole = readFileSync(file);
    let nWhole = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const random = new Random(seed);
      const damaged = Buffer.from(whole);
      for (let flips = 1 + random.below(8); flips > 0; flips--) damaged[random.below(damaged.length)]! ^= 1 << random.below(8);
      writeFileSync(file, damaged);
      const next = await aWindow();
      expect(next.takeNote(), `seed ${seed}`).toMatch(/damaged/);
      expect(next.takeNote()).toBeUndefined();
      for (const { id } of next.rows.list()) next.rows.open(id);
      if (next.rows.list().length === 40) nWhole++;
      await saved(next);
      expect(readdirSync(folder).sort()).toEqual(['catalogue.db', 'catalogue.db.damaged']);
    }
    // A few flipped bits in megabytes rarely damage more than their own rows.
    expect(nWhole).toBeGreaterThan(10);
  });

  test('that is truncated or has foreign content loses its rows but does not prevent the start', async () => {
    for (const content of ['', 'nonsense', '\0'.repeat(5000)]) {
      writeFileSync(file, content);
      const window = await aWindow();
      expect(window.takeNote()).toMatch(/could not be read/);
      expect(window.rows.list()).toEqual([]);
    }
  });

  test('has a lock that the next window takes over from a killed one', async () => {
    writeFileSync(`${file}.lock`, JSON.stringify({ nonce: 'dead', pid: 2 ** 22 + 1, host: (await import('node:os')).hostname() }));
    const window = await aWindow();
    window.rows.putTurn('a', aTurn('1', 'through'), true);
    await saved(window);
  });

  test('on a full disk is kept in memory and reported, and is written once there is space', async () => {
    let isFull = true;
    const disk: Disk = {
      ...systemDisk,
      write: (path, parts) =>
        isFull ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })) : systemDisk.write(path, parts),
    };
    const window = await aWindow(disk);
    window.rows.putTurn('a', aTurn('1', 'kept in memory'), true);
    window.changed();
    expect(await window.flush()).toBe(false);
    expect(logged.join()).toMatch(/disk is full/);
    expect(window.rows.list()).toHaveLength(1);
    isFull = false;
    expect(await window.flush()).toBe(true);
    expect((await aWindow()).rows.list()).toHaveLength(1);
  });
});
