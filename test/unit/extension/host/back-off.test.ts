import { expect, test } from 'vitest';
import { BackOff } from '../../../../extension/host/back-off.js';

test('each crash waits twice as long as the one before', () => {
  const backOff = new BackOff(250);
  expect([0, 1, 2, 3, 4].map(second => backOff.crashed(second * 1000))).toEqual([250, 500, 1000, 2000, 4000]);
});

test('six crashes within three minutes leave the server down', () => {
  const backOff = new BackOff(250);
  const waits = [0, 30, 60, 90, 120, 150].map(second => backOff.crashed(second * 1000));
  expect(waits.at(-1)).toBeUndefined();
});

test('crashes long ago do not count', () => {
  const backOff = new BackOff(250);
  for (let i = 0; i < 5; i++) backOff.crashed(i);
  expect(backOff.crashed(10 * 60_000)).toBe(250);
});

test('a restart by a person forgets past crashes', () => {
  const backOff = new BackOff(250);
  for (let i = 0; i < 6; i++) backOff.crashed(i);
  backOff.reset();
  expect(backOff.crashed(10)).toBe(250);
});
