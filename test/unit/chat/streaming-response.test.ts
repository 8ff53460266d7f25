import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { StreamingResponseHandler } from '../../../server/chat/answer/streaming-response.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import type { AskItem } from '../../../server/protocol/chat.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';

const recorder = () => new Recorder({ process: 'test', clock: systemClock, enabled: true });
const delta = (text: string): AskItem => ({ kind: 'delta', text });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a streamed response', () => {
  test('passes on the first word immediately, and those within a frame as one', () => {
    const response = new StreamingResponseHandler(recorder());
    const got: AskItem[] = [];
    response.follow(item => got.push(item));
    response.emit(delta('a'));
    expect(got).toEqual([delta('a')]);
    for (const letter of 'bcd'.split('')) response.emit(delta(letter));
    expect(got).toHaveLength(1);
    vi.advanceTimersByTime(20);
    expect(got).toEqual([delta('a'), delta('bcd')]);
  });

  test('does not hold back a word that comes after a pause', () => {
    const response = new StreamingResponseHandler(recorder());
    const got: AskItem[] = [];
    response.follow(item => got.push(item));
    for (const letter of 'abc'.split('')) {
      response.emit(delta(letter));
      vi.advanceTimersByTime(3);
    }
    response.emit(delta('d'));
    expect(got).toEqual([delta('a'), delta('b'), delta('c'), delta('d')]);
  });

  test('keeps text, reasoning and other items in their order', () => {
    const response = new StreamingResponseHandler(recorder());
    const got: AskItem[] = [];
    response.follow(item => got.push(item));
    const range = { folder: 'f', path: 'p', startLine: 1, endLine: 1 };
    const citation: AskItem = { kind: 'citation', citation: { range, verified: true, at: 0, length: 1 } };
    for (const item of [{ kind: 'reasoning', text: 'r' } as const, delta('a'), delta('b'), citation, delta('c')]) response.emit(item);
    response.end({ kind: 'stopped' });
    expect(got).toEqual([{ kind: 'reasoning', text: 'r' }, delta('a'), delta('b'), citation, delta('c')]);
  });

  test('gives a late follower everything from the beginning, text as one piece', () => {
    const response = new StreamingResponseHandler(recorder());
    response.emit({ kind: 'phase', phase: 'looking' });
    for (const letter of 'abc'.split('')) response.emit(delta(letter));
    const got: AskItem[] = [];
    response.follow(item => got.push(item));
    response.emit(delta('d'));
    response.end({ kind: 'stopped' });
    expect(got).toEqual([{ kind: 'phase', phase: 'looking' }, delta('abc'), delta('d')]);
  });

  test('ends once: later ends and items are ignored, and pending text is passed on first', async () => {
    const response = new StreamingResponseHandler(recorder());
    const got: AskItem[] = [];
    response.follow(item => got.push(item));
    response.emit(delta('a'));
    response.emit(delta('b'));
    response.end({ kind: 'stopped' });
    response.end({ kind: 'failed', problem: { code: 'internal', text: verbatim('m'), remedy: verbatim('r') } });
    response.emit(delta('c'));
    expect(await response.ended).toEqual({ kind: 'stopped' });
    expect([got, response.text]).toEqual([[delta('a'), delta('b')], 'ab']);
  });

  test('is bounded: a model that never ends is a failure', () => {
    const response = new StreamingResponseHandler(recorder());
    response.emit(delta('x'.repeat(1_999_999)));
    expect(() => response.emit(delta('xx'))).toThrow(/more than/);
  });

  test('passes nothing to a follower that left', () => {
    const response = new StreamingResponseHandler(recorder());
    const got: AskItem[] = [];
    response.follow(item => got.push(item))();
    response.emit(delta('a'));
    expect(got).toEqual([]);
  });
});
