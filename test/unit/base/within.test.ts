import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { within } from '../../../server/base/within.js';

const { signal: calm } = new AbortController();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('within() resolves with the result of work that is fast enough, and leaves no timer', async () => {
  expect(await within(Promise.resolve(7), 10, calm)).toBe(7);
  expect(vi.getTimerCount()).toBe(0);
});

test('within() resolves with undefined when the time is over', async () => {
  const answer = within(new Promise<number>(() => undefined), 10, calm);
  await vi.advanceTimersByTimeAsync(10);
  expect(await answer).toBeUndefined();
});

test('within() rejects when the work rejects', async () => {
  await expect(within(Promise.reject(new Error('broken')), 10, calm)).rejects.toThrow('broken');
});

test('within() rejects when its signal aborts', async () => {
  const controller = new AbortController();
  const answer = within(new Promise<number>(() => undefined), 10, controller.signal);
  controller.abort(new Error('stop'));
  await expect(answer).rejects.toThrow('stop');
  expect(vi.getTimerCount()).toBe(0);
});
