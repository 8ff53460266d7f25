import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { clearIfRequested, requestClear } from '../../../server/compose/clear-storage.js';

const made: string[] = [];
afterEach(() => made.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A storage folder as a few runs leave it, with one file that is not Vibe's. */
function aStorage(): string {
  const storage = mkdtempSync(join(tmpdir(), 'vibe-clear-'));
  made.push(storage);
  for (const name of [
    'catalogue.db',
    'answers.cache',
    'habits.json',
    'vectors',
    'metrics.jsonl',
    'metrics.jsonl.77',
    'requests.log',
    'requests.log.old',
    'mine.txt',
  ])
    writeFileSync(join(storage, name), 'x');
  for (const folder of ['aaaa', 'bbbb']) {
    mkdirSync(join(storage, 'folders', folder), { recursive: true });
    writeFileSync(join(storage, 'folders', folder, 'seg-1.vibe'), 'x');
  }
  return storage;
}

test('nothing is cleared without a request', () => {
  const storage = aStorage();
  const before = readdirSync(storage);
  clearIfRequested(storage);
  expect(readdirSync(storage)).toEqual(before);
});

test('a request clears what Vibe stores, once, and leaves what is not its own', () => {
  const storage = aStorage();
  requestClear(storage);
  clearIfRequested(storage);
  expect(readdirSync(storage)).toEqual(['folders', 'mine.txt']);
  expect(readdirSync(join(storage, 'folders'))).toEqual([]);
  writeFileSync(join(storage, 'catalogue.db'), 'new');
  clearIfRequested(storage);
  expect(existsSync(join(storage, 'catalogue.db'))).toBe(true);
});

test('the index that another window writes stays; one whose writer is dead is removed', () => {
  const storage = aStorage();
  const lock = (folder: string, pid: number): void =>
    writeFileSync(join(storage, 'folders', folder, 'lock'), JSON.stringify({ nonce: 'n', pid, host: hostname() }));
  lock('aaaa', process.pid);
  // Above the largest process id of any system that Vibe runs on.
  lock('bbbb', 2 ** 30);
  requestClear(storage);
  clearIfRequested(storage);
  expect(readdirSync(join(storage, 'folders'))).toEqual(['aaaa']);
});

test('a storage folder that cannot be written is reported', () => {
  const storage = aStorage();
  expect(() => requestClear(join(storage, 'mine.txt'))).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'storage-unwritable' }) }),
  );
});
