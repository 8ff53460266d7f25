import { beforeEach, expect, test } from 'vitest';
import { Correlator } from '../../../server/protocol/correlator.js';

interface Answer {
  readonly words: string;
}

const { signal: calm } = new AbortController();
let correlator: Correlator<Answer, string>;
const wire: string[] = [];

beforeEach(() => {
  correlator = new Correlator({ maxWaiting: 2, refusal: () => new Error('full') });
  wire.length = 0;
});

const ask = (signal: AbortSignal = calm, read = ({ words }: Answer): string => words): Promise<string> =>
  correlator.request({ send: id => wire.push(`ask ${id}`), cancel: id => wire.push(`cancel ${id}`), read, note: 'a note' }, signal);

test('a request resolves with what is read from the answer that bears its number, in any order', async () => {
  const both = [ask(), ask()];
  correlator.settle(2, { words: 'second' });
  correlator.settle(1, { words: 'first' });
  expect(await Promise.all(both)).toEqual(['first', 'second']);
  expect(wire).toEqual(['ask 1', 'ask 2']);
});

test('a request rejects with the error that is read from its answer', async () => {
  const asked = ask(calm, () => {
    throw new Error('refused');
  });
  correlator.settle(1, { words: '' });
  await expect(asked).rejects.toThrow('refused');
});

test('a stopped request rejects with the reason, is cancelled once, and its late answer is dropped', async () => {
  const stop = new AbortController();
  const asked = ask(stop.signal);
  stop.abort(new Error('enough'));
  correlator.settle(1, { words: 'late' });
  await expect(asked).rejects.toThrow('enough');
  expect(wire).toEqual(['ask 1', 'cancel 1']);
  expect(correlator.nWaiting).toBe(0);
});

test('a request whose signal has aborted is never sent', async () => {
  await expect(ask(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  expect(wire).toEqual([]);
});

test('an abort after the answer cancels nothing', async () => {
  const stop = new AbortController();
  const asked = ask(stop.signal);
  correlator.settle(1, { words: 'done' });
  stop.abort();
  expect(await asked).toBe('done');
  expect(wire).toEqual(['ask 1']);
});

test('a request beyond the limit is refused, and accepted when another has settled', async () => {
  const first = [ask(), ask()];
  await expect(ask()).rejects.toThrow('full');
  correlator.failAll(new Error('gone'));
  expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = ask();
  correlator.settle(3, { words: 'again' });
  expect(await next).toBe('again');
});

test('failAll() rejects all waiting requests, even if a rejection makes another request', async () => {
  const asked = ask();
  const again = asked.catch(() => ask());
  correlator.failAll(new Error('gone'));
  await expect(asked).rejects.toThrow('gone');
  await Promise.resolve();
  correlator.settle(2, { words: 'back' });
  expect(await again).toBe('back');
});

test('a request that cannot be sent rejects and waits for nothing', async () => {
  const send = (): never => {
    throw new Error('closed pipe');
  };
  const asked = correlator.request({ send, cancel: () => undefined, read: ({ words }) => words, note: '' }, calm);
  await expect(asked).rejects.toThrow('closed pipe');
  expect(correlator.nWaiting).toBe(0);
});

test('noteOf() returns the note of a request while it waits', async () => {
  const asked = ask();
  expect(correlator.noteOf(1)).toBe('a note');
  correlator.settle(1, { words: '' });
  await asked;
  expect(correlator.noteOf(1)).toBeUndefined();
});
