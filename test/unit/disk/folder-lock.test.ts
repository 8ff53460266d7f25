import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderLock } from '../../../server/disk/folder-lock.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const kindsOf = async (lock: FolderLock, n: number): Promise<readonly string[]> => {
  const kinds: string[] = [];
  for (let i = 0; i < n; i++) kinds.push((await lock.take()).kind);
  return kinds;
};
let beats = 0;
/** A beat that does not depend on a clock. */
function beat(): void {
  const time = new Date(1_600_000_000_000 + ++beats * 1000);
  utimesSync(path, time, time);
}

test('FolderLock is held by one taker until it is released', async () => {
  const [one, two] = [new FolderLock(path), new FolderLock(path)];
  expect(await kindsOf(one, 1)).toEqual(['taken']);
  expect(await kindsOf(two, 2)).toEqual(['held-by-other', 'held-by-other']);
  expect(await one.holds()).toBe(true);
  expect(await two.holds()).toBe(false);
  await two.release();
  expect(await one.holds()).toBe(true);
  await one.release();
  expect(await kindsOf(two, 1)).toEqual(['taken']);
});

test('FolderLock of a dead process is taken over immediately', async () => {
  writeFileSync(path, JSON.stringify({ nonce: 'x', pid: 12, host: hostname() }));
  expect(await kindsOf(new FolderLock(path, () => false), 1)).toEqual(['taken']);
});

test('FolderLock of a dead holder whose process id was reused is taken over after missed beats', async () => {
  writeFileSync(path, JSON.stringify({ nonce: 'x', pid: 12, host: hostname() }));
  const kinds = await kindsOf(new FolderLock(path, () => true), 9);
  expect(kinds.at(-1)).toBe('taken');
  expect(new Set(kinds.slice(0, -1))).toEqual(new Set(['held-by-other']));
});

test('FolderLock of another machine is judged only by its beat', async () => {
  writeFileSync(path, JSON.stringify({ nonce: 'x', pid: 12, host: 'elsewhere' }));
  const lock = new FolderLock(path, () => false);
  expect(await kindsOf(lock, 3)).not.toContain('taken');
  expect((await kindsOf(lock, 6)).at(-1)).toBe('taken');
});

test('FolderLock of a holder that beats is never taken over, however the clock jumps', async () => {
  writeFileSync(path, JSON.stringify({ nonce: 'x', pid: process.pid, host: hostname() }));
  const lock = new FolderLock(path);
  for (let i = 0; i < 40; i++) {
    // Jumps back from time to time.
    if (i % 3 === 0) beats -= 50;
    beat();
    expect(await kindsOf(lock, 3)).not.toContain('taken');
  }
});

test.each([
  ['empty', (): void => writeFileSync(path, '')],
  ['truncated', (): void => writeFileSync(path, '{"nonce":')],
  ['no JSON', (): void => writeFileSync(path, 'zzz')],
  ['of another program', (): void => writeFileSync(path, '{"pid": "soon"}')],
  [
    'a folder',
    (): void => {
      mkdirSync(path);
    },
  ],
  ['a link to nothing', (): void => symlinkSync(join(folder, 'nothing'), path)],
])('FolderLock that is %s is taken over by one of many takers', async (_name, make) => {
  make();
  const locks = Array.from({ length: 4 }, () => new FolderLock(path));
  await Promise.all(locks.map(lock => lock.take()));
  const holders = (await Promise.all(locks.map(lock => lock.holds()))).filter(Boolean);
  expect(holders).toHaveLength(1);
});

test('FolderLock of a process whose id another one has now is taken over immediately', async () => {
  writeFileSync(path, JSON.stringify({ nonce: 'x', pid: process.pid, host: hostname(), start: 'long ago' }));
  const isKnown = process.platform === 'linux';
  expect((await new FolderLock(path).take()).kind).toBe(isKnown ? 'taken' : 'held-by-other');
});

test('FolderLock names its holder as proven once it is known to be alive', async () => {
  await new FolderLock(path).take();
  const other = new FolderLock(path);
  const isKnown = process.platform === 'linux';
  expect(await other.take()).toMatchObject({ kind: 'held-by-other', isProven: isKnown });
  beat();
  expect(await other.take()).toMatchObject({ kind: 'held-by-other', isProven: true });
});

test('FolderLock of a dead holder is held by exactly one of many takers', async () => {
  for (let round = 0; round < 20; round++) {
    writeFileSync(path, JSON.stringify({ nonce: `dead ${round}`, pid: 12, host: hostname() }));
    const locks = Array.from({ length: 6 }, () => new FolderLock(path, pid => pid === process.pid));
    const answers = await Promise.all(locks.map(lock => lock.take()));
    const holders = (await Promise.all(locks.map(lock => lock.holds()))).filter(Boolean);
    expect(holders.length).toBeLessThanOrEqual(1);
    // A taker that was overtaken at the same moment learns it before its first commit.
    expect(answers.filter(({ kind }) => kind === 'taken').length).toBeGreaterThanOrEqual(holders.length);
    for (const lock of locks) await lock.take();
    expect((await Promise.all(locks.map(lock => lock.holds()))).filter(Boolean)).toHaveLength(1);
    rmSync(path);
  }
});

test('FolderLock names its holder in the file', async () => {
  await new FolderLock(path).take();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
});
