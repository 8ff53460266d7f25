import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchDeadline } from '../../../server/net/deadline.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function aWatch(afterMs: number) {
  let endMs = Date.now() + afterMs;
  let nPassed = 0;
  const unwatch = watchDeadline(
    () => endMs - Date.now(),
    () => nPassed++,
  );
  return { unwatch, prolong: (ms: number) => (endMs = Date.now() + ms), nPassed: () => nPassed };
}

test('a deadline passes once, one turn of the event loop after its time', () => {
  const { nPassed } = aWatch(50);
  vi.advanceTimersByTime(50);
  expect(nPassed()).toBe(0);
  vi.advanceTimersByTime(1000);
  expect(nPassed()).toBe(1);
});

test('input that arrived while the process was blocked is read before the deadline passes', () => {
  const { nPassed, prolong } = aWatch(50);
  vi.advanceTimersByTime(50);
  prolong(50);
  vi.advanceTimersByTime(49);
  expect(nPassed()).toBe(0);
  vi.advanceTimersByTime(2);
  expect(nPassed()).toBe(1);
});

test('a watch that has ended never passes', () => {
  const { nPassed, unwatch } = aWatch(50);
  unwatch();
  vi.advanceTimersByTime(1000);
  expect(nPassed()).toBe(0);
});
