import { expect, test } from 'vitest';
import { type FolderStatus, indexedShare } from '../../../server/protocol/index-status.js';

const folder = (change: Partial<FolderStatus>): FolderStatus => ({
  folder: 'file:///w',
  name: 'w',
  phase: 'indexing',
  nSeen: 100,
  nSearchable: 40,
  nChunks: 1,
  leftOut: {},
  sizeBytes: 1,
  indexedMs: undefined,
  ...change,
});
const share = (...folders: readonly Partial<FolderStatus>[]) => indexedShare({ version: 1, folders: folders.map(folder) });

test('the indexed share counts what can be searched among what should be, over all folders', () => {
  expect(share({ isPartial: true, leftOut: { binary: 20 } })).toBe(0.5);
  expect(share({ isPartial: true }, { nSeen: 100, nSearchable: 100 })).toBe(0.7);
});

test('the indexed share is 1 only if every folder was read whole, whatever a later pass finds', () => {
  expect(share({ nSeen: 100, nSearchable: 60 })).toBe(1);
  expect(share({ isPartial: true, nSeen: 40 })).toBe(0.99);
  expect(share({ isPartial: true, nSeen: 0, nSearchable: 0 })).toBe(0);
  expect(share()).toBe(1);
});
