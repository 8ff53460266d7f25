/**
 * Finds where the lines of a text begin. A line ends after `\n`, `\r\n` or a lone `\r`. Pure. Offsets are in bytes, line numbers are
 * 1-based.
 */
import { lowerBound } from '../base/lower-bound.js';

const LF = 0x0a;
const CR = 0x0d;

/** Returns the start of each line. A line end at the end of the text starts no further line, so an empty text has no lines. */
export function lineStartsOf(bytes: Uint8Array): Uint32Array {
  const nBytes = bytes.length;
  if (nBytes === 0) return new Uint32Array(0);
  const lines = new Lines((nBytes >>> 5) + 64);
  if (bytes.includes(CR)) collectMixed(bytes, lines);
  else collectFeeds(bytes, lines);
  // A line end at the very end starts no line.
  if (lines.n > 1 && lines.starts[lines.n - 1] === nBytes) lines.n--;
  return lines.starts.subarray(0, lines.n);
}

class Lines {
  starts: Uint32Array;
  n = 1;

  constructor(capacity: number) {
    this.starts = new Uint32Array(capacity);
  }

  add(start: number): void {
    if (this.n === this.starts.length) {
      const larger = new Uint32Array(this.n * 2);
      larger.set(this.starts);
      this.starts = larger;
    }
    this.starts[this.n++] = start;
  }
}

function collectMixed(bytes: Uint8Array, lines: Lines): void {
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at++];
    if (byte === LF || (byte === CR && bytes[at] !== LF)) lines.add(at);
  }
}

/** Reads four bytes at a time: a word without a line feed costs one test. */
function collectFeeds(bytes: Uint8Array, lines: Lines): void {
  const nBytes = bytes.length;
  let at = 0;
  for (const aligned = Math.min(nBytes, -bytes.byteOffset & 3); at < aligned; at++) if (bytes[at] === LF) lines.add(at + 1);
  const nWords = (nBytes - at) >> 2;
  // An empty view is created at the buffer's start, because a view at an unaligned offset throws even if it is empty.
  const words = new Int32Array(bytes.buffer, nWords === 0 ? 0 : bytes.byteOffset + at, nWords);
  for (let i = 0; i < nWords; i++, at += 4) {
    const word = words[i]! ^ 0x0a0a0a0a;
    if (((word - 0x01010101) & ~word & 0x80808080) === 0) continue;
    if (bytes[at] === LF) lines.add(at + 1);
    if (bytes[at + 1] === LF) lines.add(at + 2);
    if (bytes[at + 2] === LF) lines.add(at + 3);
    if (bytes[at + 3] === LF) lines.add(at + 4);
  }
  for (; at < nBytes; at++) if (bytes[at] === LF) lines.add(at + 1);
}

/**
 * Returns the 1-based line that contains byte `offset`, given that it is `line` or a later one; the last line for offsets past the end.
 * Near lines are found in a few steps.
 */
export function lineAtFrom(starts: Uint32Array, offset: number, line: number): number {
  let low = Math.max(1, line);
  let step = 1;
  while (low + step <= starts.length && starts[low + step - 1]! <= offset) {
    low += step;
    step *= 2;
  }
  return lowerBound(low, Math.min(starts.length, low + step - 1), i => starts[i]! > offset);
}

/** Returns the byte where the 1-based `line` begins, or `nBytes` past the last line. */
export const lineStart = (starts: Uint32Array, line: number, nBytes: number): number =>
  line < 1 ? 0 : line > starts.length ? nBytes : starts[line - 1]!;

/** Returns the bytes of the lines `startLine` to `endLine`, line ends included. */
export const bytesOfLines = (bytes: Uint8Array, starts: Uint32Array, startLine: number, endLine: number): Uint8Array =>
  bytes.subarray(lineStart(starts, startLine, bytes.length), lineStart(starts, endLine + 1, bytes.length));
