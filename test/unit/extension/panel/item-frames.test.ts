import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ItemFrames } from '../../../../extension/panel/item-frames.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the first items go out at once, later ones gather into one message a frame', () => {
  const sent: unknown[] = [];
  const frames = new ItemFrames(
    items => sent.push(items),
    () => true,
  );
  frames.add([1]);
  frames.add([2]);
  frames.add([3, 4]);
  expect(sent).toEqual([[1]]);
  vi.advanceTimersByTime(16);
  expect(sent).toEqual([[1], [2, 3, 4]]);
});

test('after a pause the next item goes out at once again', () => {
  const sent: unknown[] = [];
  const frames = new ItemFrames(
    items => sent.push(items),
    () => true,
  );
  frames.add([1]);
  vi.advanceTimersByTime(100);
  frames.add([2]);
  expect(sent).toEqual([[1], [2]]);
});

test('closing sends what waits, and no timer is left', () => {
  const sent: unknown[] = [];
  const frames = new ItemFrames(
    items => sent.push(items),
    () => true,
  );
  frames.add([1]);
  frames.add([2]);
  frames.close();
  expect(sent).toEqual([[1], [2]]);
  expect(vi.getTimerCount()).toBe(0);
});

test('while nobody looks items gather for a second, and come at once when somebody does', () => {
  const sent: unknown[] = [];
  let isShown = false;
  const frames = new ItemFrames(
    items => sent.push(items),
    () => isShown,
  );
  for (let n = 0; n < 150; n++) {
    frames.add([n]);
    vi.advanceTimersByTime(10);
  }
  expect(sent.length).toBe(2);
  isShown = true;
  frames.hurry();
  expect(sent.flat()).toEqual(Array.from({ length: 150 }, (_, n) => n));
});
