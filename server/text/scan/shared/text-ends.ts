/**
 * Finds where strings, comments and other quoted text end. Each function takes the bytes and an offset and returns an offset. None throws
 * or reads backwards, except `isLineHead`. Pure.
 */

import { isWordByte } from './byte-words.js';

export function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(0x0a, from);
  return end < 0 ? bytes.length : end;
}

/** Returns the offset after the close of a comment in slashes and stars whose open ends at `from`. */
export function commentEnd(bytes: Uint8Array, from: number, nested: boolean): number {
  let depth = 1;
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === 0x2a && bytes[at + 1] === 0x2f) {
      at += 2;
      if (--depth === 0) return at;
    } else if (nested && byte === 0x2f && bytes[at + 1] === 0x2a) {
      depth++;
      at += 2;
    } else at++;
  }
  return bytes.length;
}

/** Returns the offset after three closing quotes; of more quotes in a row the last three close. */
export function tripleEnd(bytes: Uint8Array, from: number, quote: number): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] === 0x5c) i++;
    else if (bytes[i] === quote && bytes[i + 1] === quote && bytes[i + 2] === quote) {
      while (bytes[i + 3] === quote) i++;
      return i + 3;
    }
  }
  return bytes.length;
}

/** Returns the offset after the code inside a string; strings in that code hide closes. In single-line strings it ends with the line. */
export function interpolationEnd(bytes: Uint8Array, from: number, open: number, close: number, long: boolean): number {
  let depth = 1;
  let quoted = false;
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x0a && !long) return i;
    if (byte === 0x5c) i++;
    else if (byte === 0x22) quoted = !quoted;
    else if (quoted) continue;
    else if (byte === open) depth++;
    else if (byte === close && --depth === 0) return i + 1;
  }
  return bytes.length;
}

/** Returns the offset after a single-line string in which `{…}` is code and `{{` is a brace. */
export function interpolatedEnd(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x22) return i + 1;
    if (byte === 0x0a) return i;
    if (byte === 0x5c) i++;
    else if (byte === 0x7b && bytes[i + 1] === 0x7b) i++;
    else if (byte === 0x7b) i = interpolationEnd(bytes, i + 1, 0x7b, 0x7d, false) - 1;
  }
  return bytes.length;
}

/** `'x'`, `'\n'`, `'é'`, up to four characters if `wide`; 0 if the quote belongs to a lifetime, a label or a prime. */
export function charEnd(bytes: Uint8Array, at: number, wide: boolean): number {
  const first = bytes[at + 1];
  if (first === undefined || first === 0x0a) return 0;
  if (first === 0x5c) {
    for (let i = at + 3; i < at + 14; i++) if (bytes[i] === 0x27) return i + 1;
    return 0;
  }
  let i = at + 2;
  if (first >= 0x80) while (i < at + 5 && (bytes[i]! & 0xc0) === 0x80) i++;
  if (bytes[i] === 0x27) return i + 1;
  if (wide) for (i = at + 3; i < at + 6; i++) if (bytes[i] === 0x27) return i + 1;
  return 0;
}

/** Returns the offset after the next `close`, or the end of the text. */
export function rawEnd(bytes: Uint8Array, from: number, close: number): number {
  const end = bytes.indexOf(close, from);
  return end < 0 ? bytes.length : end + 1;
}

/** Returns the offset after a `"` that is followed by `hashes` times `#`. */
export function hashedEnd(bytes: Uint8Array, from: number, hashes: number): number {
  for (let i = bytes.indexOf(0x22, from); i >= 0; i = bytes.indexOf(0x22, i + 1)) {
    let n = 0;
    while (n < hashes && bytes[i + 1 + n] === 0x23) n++;
    if (n === hashes) return i + 1 + hashes;
  }
  return bytes.length;
}

/** Returns the end of the raw string `r#"…"#` whose hashes or quote begin at `at`, after its prefix; 0 if none begins. */
export function rustRawEnd(bytes: Uint8Array, at: number): number {
  let hashes = 0;
  while (bytes[at + hashes] === 0x23 && hashes < 255) hashes++;
  return bytes[at + hashes] === 0x22 ? hashedEnd(bytes, at + hashes + 1, hashes) : 0;
}

/** Returns the end of a C++ raw string `x(…)x"` whose opening quote is just before `from`; 0 if none begins. */
export function cppRawEnd(bytes: Uint8Array, from: number): number {
  let open = from;
  while (open < from + 17 && bytes[open] !== 0x28) open++;
  if (bytes[open] !== 0x28) return 0;
  const nDelimiter = open - from;
  for (let i = bytes.indexOf(0x29, open); i >= 0; i = bytes.indexOf(0x29, i + 1)) {
    let n = 0;
    while (n < nDelimiter && bytes[i + 1 + n] === bytes[from + n]) n++;
    if (n === nDelimiter && bytes[i + 1 + n] === 0x22) return i + n + 2;
  }
  return bytes.length;
}

/** Returns the offset after a string in which a doubled quote does not close. */
export function verbatimEnd(bytes: Uint8Array, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    if (bytes[i] !== 0x22) continue;
    if (bytes[i + 1] !== 0x22) return i + 1;
    i++;
  }
  return bytes.length;
}

/** Returns the end of PHP's `<<<NAME`, at the line that begins with NAME; 0 for a bare mark. */
export function heredocEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x3c || bytes[at + 2] !== 0x3c) return 0;
  let from = at + 3;
  while (bytes[from] === 0x20 || bytes[from] === 0x22 || bytes[from] === 0x27) from++;
  let to = from;
  while (to < from + 64 && isWordByte(bytes[to])) to++;
  if (to === from) return 0;
  for (let line = lineEnd(bytes, to) + 1; line < bytes.length; line = lineEnd(bytes, line) + 1) {
    let i = line;
    while (bytes[i] === 0x20 || bytes[i] === 0x09) i++;
    let n = 0;
    while (from + n < to && bytes[i + n] === bytes[from + n]) n++;
    if (from + n === to && !isWordByte(bytes[i + n])) return i + n;
  }
  return bytes.length;
}

/** Returns the offset after the `/` and flags of the regular expression at `at`, or minus the end of the line if that comes first. */
export function regexEnd(bytes: Uint8Array, at: number): number {
  let inClass = false;
  let i = at + 1;
  for (; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x0a) break;
    if (byte === 0x5c) i++;
    else if (byte === 0x5b) inClass = true;
    else if (byte === 0x5d) inClass = false;
    else if (byte === 0x2f && !inClass) return i + 1;
  }
  return -i;
}

/** Returns the depth after the directive at `at`, if there is one: each branch of an `#if` starts at the depth of the first. */
export function branchDepth(bytes: Uint8Array, at: number, depth: number, saved: number[]): number {
  if (!isLineHead(bytes, at)) return depth;
  let i = at + 1;
  while (bytes[i] === 0x20 || bytes[i] === 0x09) i++;
  const first = bytes[i];
  const second = bytes[i + 1];
  if (first === 0x69 && second === 0x66) {
    if (saved.length < 256) saved.push(depth);
  } else if (first === 0x65 && second === 0x6c) return saved.at(-1) ?? depth;
  else if (first === 0x65 && second === 0x6e) saved.pop();
  return depth;
}

/** Returns whether only blanks precede `at` on its line. */
export function isLineHead(bytes: Uint8Array, at: number): boolean {
  let back = at - 1;
  while (back >= 0 && (bytes[back] === 0x20 || bytes[back] === 0x09)) back--;
  return back < 0 || bytes[back] === 0x0a;
}
