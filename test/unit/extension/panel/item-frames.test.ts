import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ItemFrames } from '../../../../extension/panel/item-frames.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('the first items are sent immediately, later ones gather into one message per frame', () => {
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

test('after a pause the next item is sent immediately again', () => {
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

test('closing sends waiting items, and no timer is left', () => {
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

test('while the panel is hidden items gather for a second, and are sent immediately when it is shown', () => {
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
