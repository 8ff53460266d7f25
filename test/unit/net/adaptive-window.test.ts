import { expect, test } from 'vitest';
import { AdaptiveWindow } from '../../../server/net/adaptive-window.js';

const limits = { start: 4, smallest: 1, largest: 32 };

/** A server that works on `slots` requests at once; further ones wait for each other. */
function settle(window: AdaptiveWindow, slots: number, rounds = 800): number {
  for (let i = 0; i < rounds; i++) {
    const inFlight = window.size;
    const latencyMs = 20 * Math.max(1, inFlight / slots);
    window.record({ kind: 'ok', kindOfWork: 'embed', latencyMs }, inFlight);
  }
  return window.size;
}

test('AdaptiveWindow grows on a server that can take more', () => expect(settle(new AdaptiveWindow(limits), 100)).toBe(32));

test('AdaptiveWindow stays near what a server can take', () => {
  const size = settle(new AdaptiveWindow(limits), 4);
  expect(size).toBeGreaterThanOrEqual(4);
  expect(size).toBeLessThanOrEqual(14);
});

test('AdaptiveWindow halves when the server refuses, once per round trip', () => {
  const window = new AdaptiveWindow({ ...limits, start: 16 });
  for (let i = 0; i < 8; i++) window.record({ kind: 'overloaded' }, 16);
  expect(window.size).toBe(8);
});

test('AdaptiveWindow never leaves its limits', () => {
  const window = new AdaptiveWindow(limits);
  for (let i = 0; i < 200; i++) window.record({ kind: 'overloaded' }, 1);
  expect(window.size).toBe(1);
});

test('AdaptiveWindow does not grow on an idle endpoint', () => {
  const window = new AdaptiveWindow(limits);
  for (let i = 0; i < 200; i++) window.record({ kind: 'ok', kindOfWork: 'list', latencyMs: 1 }, 1);
  expect(window.size).toBe(4);
});

test('AdaptiveWindow compares latencies only with the same kind of work', () => {
  const window = new AdaptiveWindow(limits);
  window.record({ kind: 'ok', kindOfWork: 'list', latencyMs: 1 }, 4);
  for (let i = 0; i < 50; i++) window.record({ kind: 'ok', kindOfWork: 'embed', latencyMs: 500 }, window.size);
  expect(window.size).toBeGreaterThan(4);
});
