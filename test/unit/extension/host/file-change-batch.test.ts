import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FileChangeBatch } from '../../../../extension/host/file-change-batch.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('changes within 20 ms of the first are one message, and a later one is another', () => {
  const sent: string[][] = [];
  const batch = new FileChangeBatch(changes => sent.push(changes.map(({ uri }) => uri)));
  batch.add({ uri: 'a', type: 1 });
  vi.advanceTimersByTime(19);
  batch.add({ uri: 'b', type: 2 });
  vi.advanceTimersByTime(1);
  batch.add({ uri: 'c', type: 3 });
  vi.advanceTimersByTime(20);
  expect(sent).toEqual([['a', 'b'], ['c']]);
});

test('a steady stream of changes does not hold a message back', () => {
  const sent: number[] = [];
  const batch = new FileChangeBatch(changes => sent.push(changes.length));
  for (let i = 0; i < 10; i++) {
    batch.add({ uri: String(i), type: 2 });
    vi.advanceTimersByTime(10);
  }
  expect(sent).toEqual([2, 2, 2, 2, 2]);
});
