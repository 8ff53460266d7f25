import { expect, test } from 'vitest';
import { Holds } from '../../../server/base/hold.js';

test('Holds is held until its last hold is disposed, and reports the first and the last', () => {
  const events: string[] = [];
  const holds = new Holds({ onHeld: () => events.push('held'), onFree: () => events.push('free') });
  const first = holds.take();
  const second = holds.take();
  void first.dispose();
  expect([holds.isHeld, ...events]).toEqual([true, 'held']);
  void second.dispose();
  expect([holds.isHeld, ...events]).toEqual([false, 'held', 'free']);
});

test('a hold that is disposed twice counts once', () => {
  const holds = new Holds();
  const first = holds.take();
  holds.take();
  void first.dispose();
  void first.dispose();
  expect(holds.isHeld).toBe(true);
});
