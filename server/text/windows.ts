/**
 * Cuts a file into windows, the unit of ranking: about 50 lines and at most 8 KB each, consecutive and without overlap. Invariant: together
 * they cover the file; a window begins at the start of a line or, inside a line that is too long for one window, at a character boundary.
 * Pure.
 */
import { lowerBound } from '../base/lower-bound.js';
import { lineStartsOf } from './lines.js';

/** About as good as cuts at definitions, with 44 % fewer pieces: docs/decisions/01-windows-not-definitions.md. */
export const windowLines = 50;
export const windowBytes = 8192;
/** A rest with fewer lines joins the window before it. */
const restLines = 12;

export interface Windows {
  readonly count: number;
  readonly startByte: Uint32Array;
  /** Exclusive. */
  readonly endByte: Uint32Array;
  /** 1-based. */
  readonly startLine: Uint32Array;
  /** 1-based, inclusive. */
  readonly endLine: Uint32Array;
}

/** Returns the windows of `bytes`. Passing `starts` saves finding the lines again. */
export function cutWindows(bytes: Uint8Array, starts: Uint32Array = lineStartsOf(bytes)): Windows {
  const nLines = starts.length;
  const bound = Math.ceil(nLines / windowLines) + Math.ceil(bytes.length / (windowBytes / 2)) + 1;
  // A single allocation, because every file is cut into windows.
  const table = new Uint32Array(bound * 4);
  const startByte = table.subarray(0, bound);
  const endByte = table.subarray(bound, bound * 2);
  const startLine = table.subarray(bound * 2, bound * 3);
  const endLine = table.subarray(bound * 3);
  let count = 0;
  const add = (from: number, to: number, firstLine: number, lastLine: number): void => {
    startByte[count] = from;
    endByte[count] = to;
    startLine[count] = firstLine;
    endLine[count] = lastLine;
    count++;
  };
  const startOf = (line: number): number => (line < nLines ? starts[line]! : bytes.length);
  for (let line = 0; line < nLines; ) {
    const from = starts[line]!;
    const last = nLines - line < windowLines + restLines ? nLines : line + windowLines;
    let next = last;
    // Lines are usually short, so all of them usually fit.
    if (startOf(next) - from > windowBytes) next = lowerBound(line + 2, last, end => startOf(end) - from > windowBytes) - 1;
    if (startOf(next) - from <= windowBytes) add(from, startOf(next), line + 1, next);
    else cutLine(bytes, from, startOf(next), (start, end) => add(start, end, line + 1, line + 1));
    line = next;
  }
  return {
    count,
    startByte: startByte.subarray(0, count),
    endByte: endByte.subarray(0, count),
    startLine: startLine.subarray(0, count),
    endLine: endLine.subarray(0, count),
  };
}

/** Cuts a line that is longer than a window at character boundaries, preferably after a byte that ends a statement or a word. */
function cutLine(bytes: Uint8Array, from: number, to: number, add: (start: number, end: number) => void): void {
  for (let start = from; start < to; ) {
    let end = Math.min(to, start + windowBytes);
    if (end < to) end = softEnd(bytes, start, end);
    add(start, end);
    start = end;
  }
}

function softEnd(bytes: Uint8Array, start: number, hardEnd: number): number {
  for (let at = hardEnd; at > hardEnd - 512 && at > start + windowBytes / 2; at--) {
    const before = bytes[at - 1];
    if (before === 0x20 || before === 0x3b || before === 0x7d || before === 0x2c) return at;
  }
  let end = hardEnd;
  for (let back = 0; back < 4 && end > start + 1 && (bytes[end]! & 0xc0) === 0x80; back++) end--;
  return end;
}
