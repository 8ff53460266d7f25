/** The nearest vectors by sign bits, with both implementations of the kernels, compared with sorting all of them. */
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../../server/kernels/kernels.js';
import { MemoryArena } from '../../../server/kernels/memory-arena.js';
import { plainKernels } from '../../../server/kernels/plain/plain-kernels.js';
import { SearchMemory } from '../../../server/snapshot/search-memory.js';
import { SignRanking } from '../../../server/snapshot/sign-ranking.js';
import { Random } from '../../kit/random.js';
import { newKernels } from '../../kit/segments.js';

const bitCount = (byte: number): number => byte.toString(2).replaceAll('0', '').length;

function checkNearest(kernels: Kernels, seed: number, dims: number): void {
  const random = new Random(seed);
  const arena = new MemoryArena(kernels.memory, kernels.heapBase);
  const memory = new SearchMemory(arena);
  const segments = Array.from({ length: 3 }, () => {
    // Every eight thousand windows, counting stops for distances that are too large.
    const nWindows = random.below(dims === 16 || seed === 2 ? 20_000 : 900);
    const signs = random.bytes((nWindows * dims) / 8);
    const live = random.below(2) === 0 ? undefined : random.bytes(Math.ceil(nWindows / 8));
    const [signsAt, liveAt] = [arena.take(signs.length + 64), arena.take(nWindows + 64)];
    new Uint8Array(kernels.memory.buffer).set(signs, signsAt);
    if (live !== undefined) new Uint8Array(kernels.memory.buffer).set(live, liveAt);
    return { nWindows, signs, live, signsAt, liveAt };
  });
  const vector = Int8Array.from({ length: dims }, () => random.below(255) - 127);
  const nWindows = segments.reduce((sum, segment) => sum + segment.nWindows, 0);
  const ranking = new SignRanking(kernels, memory, { vector, dims, nWindows, nSegments: 3, limit: 40 });
  const query = Array.from({ length: dims / 8 }, (_, b) =>
    Array.from({ length: 8 }, (_, i) => (vector[b * 8 + i]! > 0 ? 1 << i : 0)).reduce((a, c) => a | c),
  );
  const all: { readonly id: number; readonly distance: number }[] = [];
  let base = 0;
  for (const { nWindows: n, signs, live, signsAt, liveAt } of segments) {
    ranking.add({ signs: signsAt, live: live === undefined ? 0 : liveAt, nWindows: n, base });
    for (let w = 0; w < n; w++) {
      if (live !== undefined && (live[w >> 3]! & (1 << (w & 7))) === 0) continue;
      all.push({ id: base + w, distance: query.reduce((sum, byte, b) => sum + bitCount(byte ^ signs[(w * dims) / 8 + b]!), 0) });
    }
    base += n;
  }
  const expected = all.sort((a, b) => a.distance - b.distance || a.id - b.id).slice(0, 320);
  expect([...ranking.nearest()]).toEqual(expected.map(({ id }) => id).sort((a, b) => a - b));
}

describe('SignRanking returns the nearest live windows, and of equals the first', () => {
  for (const [seed, dims] of [
    [1, 128],
    [2, 128],
    [3, 48],
    [4, 384],
    [5, 16],
  ] as const) {
    test(`with WASM, ${dims} dimensions (seed ${seed})`, () => checkNearest(newKernels(), seed, dims));
    test(`with the plain twin, ${dims} dimensions (seed ${seed})`, () => checkNearest(plainKernels('test'), seed, dims));
  }
});
