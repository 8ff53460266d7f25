/** The tuner against a simulated server: its rate must come close to that of the best fixed size, also when that size changes. */
import { describe, expect, test } from 'vitest';
import { BatchTuner, type Load } from '../../../server/embedding/batch-tuner.js';

const calm: Load = { eventLoopDelayMs: 1, freeMemoryShare: 0.5, isIdle: false };
type Server = (size: number, nDone: number) => number;

/** Returns the time to embed `total` texts, in simulated milliseconds. */
function run(
  total: number,
  server: Server,
  next: (nDone: number) => number,
  learn: (size: number, ms: number) => void = () => undefined,
): number {
  let ms = 0;
  for (let done = 0; done < total; ) {
    const size = next(done);
    const took = server(size, done);
    learn(size, took);
    ms += took;
    done += size;
  }
  return ms;
}

function compare(server: Server, total: number): { tuned: number; best: number } {
  const tuner = new BatchTuner();
  const tuned = run(
    total,
    server,
    () => tuner.next(calm),
    (size, ms) => tuner.record(size, ms),
  );
  const fixed = [16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512].map(size => run(total, server, () => size));
  return { tuned, best: Math.min(...fixed) };
}

/** Deterministic noise of up to five percent. */
const noisy = (server: Server): Server => {
  let state = 12345;
  return (size, done) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return server(size, done) * (0.95 + (state / 2 ** 32) * 0.1);
  };
};
const overhead: Server = size => 20 + size * 0.5;
const cliff =
  (edge: number): Server =>
  size =>
    10 + size * 0.5 + Math.max(0, size - edge) * 1.5;
const moving: Server = (size, done) => (done < 20_000 ? cliff(256)(size, done) : cliff(32)(size, done));

describe('BatchTuner', () => {
  test.each([
    ['whose requests have a fixed cost', overhead],
    ['that slows down beyond 64', cliff(64)],
    ['that slows down beyond 256', cliff(256)],
    ['whose best size moves in mid-run', moving],
    ['with noise', noisy(cliff(128))],
  ])('comes within five percent of the best fixed size on a server %s', (_, server) => {
    const { tuned, best } = compare(server, 40_000);
    expect(tuned / best).toBeLessThan(1.05);
  });

  test('sends less while the event loop is slow', () => {
    const tuner = new BatchTuner();
    run(
      20_000,
      overhead,
      () => tuner.next(calm),
      (size, ms) => tuner.record(size, ms),
    );
    const usual = tuner.next(calm);
    const busy = { ...calm, eventLoopDelayMs: 80 };
    for (let i = 0; i < 5; i++) tuner.next(busy);
    expect(tuner.next(busy)).toBeLessThan(usual / 2);
  });

  test('never goes below 32 when idle, nor out of 16 to 512', () => {
    const tuner = new BatchTuner();
    const seen = new Set<number>();
    run(
      30_000,
      cliff(8),
      () => {
        const size = tuner.next({ ...calm, isIdle: true });
        seen.add(size);
        return size;
      },
      (size, ms) => tuner.record(size, ms),
    );
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(32);
    expect(Math.max(...seen)).toBeLessThanOrEqual(512);
  });
});
