import { expect, test } from 'vitest';
import { type HeapBlock, SharedHeap } from '../../../server/pool/shared-heap.js';
import { Random } from '../../kit/random.js';

test('SharedHeap allocates blocks that never overlap, and is one free block again when all are freed', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const random = new Random(seed);
    const heap = new SharedHeap(4096);
    const blocks: HeapBlock[] = [];
    for (let step = 0; step < 200; step++) {
      if (random.below(3) > 0) {
        const block = heap.allocate(random.below(300));
        if (block !== undefined) blocks.push(block);
      } else if (blocks.length > 0) heap.free(blocks.splice(random.below(blocks.length), 1)[0]!);
      const sorted = blocks.toSorted((a, b) => a.offset - b.offset);
      const overlaps = sorted.some((block, i) => i > 0 && sorted[i - 1]!.offset + sorted[i - 1]!.sizeBytes > block.offset);
      const used = sorted.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      if (overlaps || used + heap.freeBytes !== 4096) throw new Error(`seed ${seed}, step ${step}`);
    }
    for (const block of blocks) heap.free(block);
    expect(heap.allocate(4096), `seed ${seed}`).toEqual({ offset: 0, sizeBytes: 4096 });
  }
});

test('SharedHeap returns undefined for a block that does not fit', () => {
  const heap = new SharedHeap(64);
  expect(heap.allocate(65)).toBeUndefined();
  const block = heap.allocate(60)!;
  expect(heap.allocate(1)).toBeUndefined();
  heap.free(block);
  expect(heap.allocate(64)).toBeDefined();
});
