import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { QuietTime } from '../../../server/search/quiet-time.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aQuietTime() {
  const seen: string[] = [];
  const quiet = new QuietTime(() => {
    seen.push('held');
    return { dispose: () => void seen.push('let go') };
  });
  return { quiet, seen };
}

test('background work is held from the first question until a moment after the last', async () => {
  const { quiet, seen } = aQuietTime();
  await quiet.during(async () => seen.push('first'));
  vi.advanceTimersByTime(200);
  await quiet.during(async () => seen.push('second'));
  vi.advanceTimersByTime(200);
  expect(seen).toEqual(['held', 'first', 'second']);
  vi.advanceTimersByTime(200);
  expect(seen).toEqual(['held', 'first', 'second', 'let go']);
});

test('a question that takes long is not disturbed in the middle', async () => {
  const { quiet, seen } = aQuietTime();
  const latch = Promise.withResolvers<void>();
  await quiet.during(async () => undefined);
  const asked = quiet.during(() => latch.promise);
  vi.advanceTimersByTime(5_000);
  expect(seen).toEqual(['held']);
  latch.resolve();
  await asked;
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual(['held', 'let go']);
});

test('a question that fails releases background work like any other', async () => {
  const { quiet, seen } = aQuietTime();
  await expect(quiet.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  vi.advanceTimersByTime(1_000);
  expect(seen).toEqual(['held', 'let go']);
});

test('background work is released when everything ends', async () => {
  const { quiet, seen } = aQuietTime();
  await quiet.during(async () => undefined);
  await quiet.dispose();
  expect(seen).toEqual(['held', 'let go']);
});
