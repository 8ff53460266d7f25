import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ItemFrames } from '../../../../extension/panel/item-frames.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the first items go out at once, later ones gather into one message a frame', () => {
  const sent: unknown[] = [];
  const frames = new ItemFrames(items => sent.push(items));
  frames.add([1]);
  frames.add([2]);
  frames.add([3, 4]);
  expect(sent).toEqual([[1]]);
  vi.advanceTimersByTime(16);
  expect(sent).toEqual([[1], [2, 3, 4]]);
});

test('after a pause the next item goes out at once again', () => {
  const sent: unknown[] = [];
  const frames = new ItemFrames(items => sent.push(items));
  frames.add([1]);
  vi.advanceTimersByTime(100);
  frames.add([2]);
  expect(sent).toEqual([[1], [2]]);
});

test('closing sends what waits, and no timer is left', () => {
  const sent: unknown[] = [];
  const frames = new ItemFrames(items => sent.push(items));
  frames.add([1]);
  frames.add([2]);
  frames.close();
  expect(sent).toEqual([[1], [2]]);
  expect(vi.getTimerCount()).toBe(0);
});
