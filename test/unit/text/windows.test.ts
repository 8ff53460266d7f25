import { describe, expect, test } from 'vitest';
import { lineAtFrom, lineStartsOf } from '../../../server/text/lines.js';
import { cutWindows, windowBytes } from '../../../server/text/windows.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A simple definition of lines, to check the fast one. */
function plainStarts(bytes: Uint8Array): number[] {
  const starts = bytes.length > 0 ? [0] : [];
  bytes.forEach((byte, at) => {
    const ends = byte === 0x0a || (byte === 0x0d && bytes[at + 1] !== 0x0a);
    if (ends && at + 1 < bytes.length) starts.push(at + 1);
  });
  return starts;
}

describe('lineStartsOf()', () => {
  test.each(['', '\n', 'a', 'a\n', 'a\nb', '\n\n\n', 'a\r\nb\r\n', 'a\rb\r', '\r\r\n\n\r', 'x'.repeat(100), '\n'.repeat(1000)])(
    'splits %j',
    text => expect([...lineStartsOf(bytesOf(text))]).toEqual(plainStarts(bytesOf(text))),
  );

  test('is correct at every alignment of the view', () => {
    const all = bytesOf(`${'ab\ncdef\n\nx'.repeat(20)}\n`);
    for (let offset = 0; offset < 9; offset++) {
      for (let length = 0; length < 24; length++) {
        const view = all.subarray(offset, offset + length);
        expect([...lineStartsOf(view)]).toEqual(plainStarts(view));
      }
    }
  });

  test('lineAtFrom() finds the line of an offset from any line at or above it', () => {
    const starts = lineStartsOf(bytesOf('ab\ncd\n\nef'));
    expect([0, 2, 3, 5, 6, 7, 100].map(offset => lineAtFrom(starts, offset, 1))).toEqual([1, 1, 2, 2, 3, 4, 4]);
    expect([3, 6, 7, 100].map(offset => lineAtFrom(starts, offset, 2))).toEqual([2, 3, 4, 4]);
    expect(lineAtFrom(new Uint32Array(0), 5, 1)).toBe(1);
  });
});

/** The invariants of any cut: the windows cover the file one after the other, none is too large, and line numbers are right. */
function checkWindows(bytes: Uint8Array): ReturnType<typeof cutWindows> {
  const windows = cutWindows(bytes);
  const starts = lineStartsOf(bytes);
  let at = 0;
  for (let i = 0; i < windows.count; i++) {
    expect(windows.startByte[i]).toBe(at);
    at = windows.endByte[i]!;
    expect(at - windows.startByte[i]!).toBeLessThanOrEqual(windowBytes);
    expect(at).toBeGreaterThan(windows.startByte[i]!);
    expect(lineAtFrom(starts, windows.startByte[i]!, 1)).toBe(windows.startLine[i]);
    expect(lineAtFrom(starts, at - 1, 1)).toBe(windows.endLine[i]);
  }
  expect(at).toBe(bytes.length);
  return windows;
}

describe('cutWindows()', () => {
  test('cuts about fifty lines, and makes no window of a short rest', () => {
    const windows = checkWindows(bytesOf('a line\n'.repeat(155)));
    expect([...windows.startLine]).toEqual([1, 51, 101]);
    expect([...windows.endLine]).toEqual([50, 100, 155]);
  });

  test('keeps a window below its size limit if lines are long', () => {
    expect(checkWindows(bytesOf(`${'x'.repeat(3000)}\n`.repeat(20))).count).toBe(10);
  });

  test('cuts a file of one line at character boundaries', () => {
    const bytes = bytesOf('žluťoučký€🙂'.repeat(5000));
    const windows = checkWindows(bytes);
    const strict = new TextDecoder('utf-8', { fatal: true });
    for (let i = 0; i < windows.count; i++) strict.decode(bytes.subarray(windows.startByte[i], windows.endByte[i]));
    expect(windows.count).toBeGreaterThan(10);
  });

  test('returns none for an empty file', () => expect(cutWindows(new Uint8Array(0)).count).toBe(0));

  test('keeps its invariants on a mix of short, long and empty lines', () => {
    checkWindows(bytesOf(Array.from({ length: 400 }, (_, i) => 'y'.repeat((i * 7919) % 700)).join('\r\n')));
    checkWindows(bytesOf(`${'z'.repeat(100_000)}\na\nb\n`));
    checkWindows(bytesOf('\n'.repeat(500)));
  });
});
