import { expect, test } from 'vitest';
import { MemoryArena } from '../../../server/kernels/memory-arena.js';
import { PlainMemory } from '../../../server/kernels/plain/plain-memory.js';
import { Random } from '../../kit/random.js';

for (const seed of [1, 2, 3]) {
  test(`runs never overlap, in any order of take() and give() (seed ${seed})`, () => {
    const random = new Random(seed);
    const memory = new PlainMemory();
    const arena = new MemoryArena(memory, 100);
    const live = new Map<number, number>();
    for (let i = 0; i < 500; i++) {
      if (live.size > 0 && random.below(5) < 2) {
        const start = random.pick([...live.keys()]);
        arena.give(start);
        live.delete(start);
      } else {
        const bytes = 1 + random.below(40_000);
        const start = arena.take(bytes);
        expect(start).toBeGreaterThanOrEqual(100);
        expect(start + bytes).toBeLessThanOrEqual(memory.buffer.byteLength);
        for (const [other, size] of live) expect(start >= other + size || other >= start + bytes).toBe(true);
        live.set(start, bytes);
      }
    }
    for (const start of live.keys()) arena.give(start);
    expect(arena.stats.inUse).toBe(0);
    expect(arena.stats.reused).toBeGreaterThan(0);
  });
}

test('a batch reuses the memory of the one before it', () => {
  const memory = new PlainMemory();
  const arena = new MemoryArena(memory, 0);
  const region = arena.region();
  const sizes: number[] = [];
  for (let batch = 0; batch < 5; batch++) {
    for (let i = 0; i < 20; i++) region.take(30_000 + i * 1000);
    sizes.push(memory.buffer.byteLength);
    region.reset();
  }
  expect(new Set(sizes).size).toBe(1);
  expect(region.sizeBytes).toBe(0);
});

test('give() throws for a run that was never taken', () => {
  const arena = new MemoryArena(new PlainMemory(), 0);
  expect(() => arena.give(4096)).toThrow('No run starts at 4096');
});
