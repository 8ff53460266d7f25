import { expect, test } from 'vitest';
import { AsyncFileManager } from '../../../server/indexing/async-file-manager.js';
import type { FileToIndex } from '../../../server/indexing/index-tasks.js';

const file = (path: string, sizeBytes: number): FileToIndex => ({ path, sizeBytes, mtimeMs: 0 });

test('batches are balanced by bytes, small at first, and what is left goes with flush()', async () => {
  const batches: number[] = [];
  const manager = new AsyncFileManager(async batch => void batches.push(batch.length));
  for (let i = 0; i < 60; i++) manager.add(file(`${i}`, 64 * 1024));
  manager.flush();
  manager.flush();
  await manager.ended();
  expect(batches).toEqual([3, 6, 12, 16, 16, 7]);
});

test('a batch holds no more than 256 files, however small they are', () => {
  const batches: number[] = [];
  const manager = new AsyncFileManager(async batch => void batches.push(batch.length));
  for (let i = 0; i < 600; i++) manager.add(file(`${i}`, 1));
  expect(batches).toEqual([256, 256]);
});

test('ended() rejects with the failure of a batch, once all batches have ended', async () => {
  const slow = Promise.withResolvers<void>();
  const works = [Promise.reject(new Error('damaged')), slow.promise];
  const manager = new AsyncFileManager(() => works.shift()!);
  manager.add(file('a', 1e6));
  manager.add(file('b', 1e6));
  let hasEnded = false;
  const ended = expect(manager.ended().finally(() => (hasEnded = true))).rejects.toThrow('damaged');
  await Promise.resolve();
  expect(hasEnded).toBe(false);
  slow.resolve();
  await ended;
});
