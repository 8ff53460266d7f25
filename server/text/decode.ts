/**
 * Converts any text file to UTF-8: with or without BOM, UTF-16 in both byte orders (recognised by BOM or by its zero bytes), and the
 * encodings of `detect-encoding.ts`, with Windows-1252 as the fallback. Line ends are unchanged. Text that is UTF-8 already is returned as a view, without a copy. Pure.
 */
import { type DetectedEncoding, decodeAs, detectEncoding, isIso2022 } from './detect-encoding.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | DetectedEncoding;

/** Number of bytes examined to recognise UTF-16 without a BOM. */
const probeBytes = 1024;
const encoder = new TextEncoder();

/** Returns `bytes` as UTF-8 without BOM. `isPlain`: all bytes are known to be ASCII without zeros. */
export function decode(bytes: Uint8Array, isPlain = false): Uint8Array {
  if (isPlain) return isIso2022(bytes) ? encoder.encode(decodeAs(bytes, 'iso-2022-jp')) : bytes;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return fromUtf8(bytes.subarray(3));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return fromUtf16(bytes.subarray(2), 0);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return fromUtf16(bytes.subarray(2), 1);
  const wide = wideOrder(bytes);
  if (wide !== undefined) return fromUtf16(bytes, wide === 'utf-16le' ? 0 : 1);
  return fromUtf8(bytes);
}

/** Returns the encoding in which `decode` reads `bytes`. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return wideOrder(bytes) ?? (surveyUtf8(bytes).readable ? 'utf-8' : detectEncoding(bytes));
}

/** Recognises UTF-16 without BOM: in text of mostly Latin letters every second byte is zero, and hardly any other. */
function wideOrder(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const n = Math.min(bytes.length, probeBytes) & ~1;
  if (n < 8 || (bytes.length & 1) === 1) return undefined;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < n; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  const half = n / 2;
  if (odd > half * 0.6 && even < half * 0.02) return 'utf-16le';
  if (even > half * 0.6 && odd < half * 0.02) return 'utf-16be';
  return undefined;
}

function fromUtf8(bytes: Uint8Array): Uint8Array {
  const survey = surveyUtf8(bytes);
  if (survey.firstBad < 0) return bytes;
  if (survey.readable) return repaired(bytes);
  const encoding = detectEncoding(bytes);
  return encoding === 'windows-1252' ? fromWindows1252(bytes) : encoder.encode(decodeAs(bytes, encoding));
}

interface Survey {
  /** Offset of the first byte that is not valid UTF-8, or -1. */
  readonly firstBad: number;
  /** True for UTF-8, possibly with a few damaged characters; false for another one-byte encoding. */
  readonly readable: boolean;
}

function surveyUtf8(bytes: Uint8Array): Survey {
  let firstBad = -1;
  let nBad = 0;
  let nWide = 0;
  const end = bytes.length;
  for (let at = asciiEnd(bytes, 0); at < end; ) {
    const byte = bytes[at]!;
    if (byte < 0x80) {
      at++;
      continue;
    }
    const size = sequenceLength(bytes, at);
    if (size > 0) {
      nWide++;
      at += size;
    } else {
      if (firstBad < 0) firstBad = at;
      nBad++;
      at++;
    }
  }
  return { firstBad, readable: nBad === 0 || nWide > nBad * 2 };
}

/** Returns the first offset at or after `from` that is not ASCII. Reads whole words if the view is aligned. */
function asciiEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  const end = bytes.length;
  if (end - at >= 64) {
    while ((bytes.byteOffset + at) % 4 !== 0) {
      if (bytes[at]! >= 0x80) return at;
      at++;
    }
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2);
    let i = 0;
    while (i < words.length && (words[i]! & 0x80808080) === 0) i++;
    at += i << 2;
  }
  while (at < end && bytes[at]! < 0x80) at++;
  return at;
}

/** Returns the length of the well-formed sequence at `at` that begins with a byte above ASCII, or 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  const second = bytes[at + 1] ?? 0;
  if ((second & 0xc0) !== 0x80 || lead < 0xc2 || lead > 0xf4) return 0;
  if (lead < 0xe0) return 2;
  if (((bytes[at + 2] ?? 0) & 0xc0) !== 0x80) return 0;
  if (lead < 0xf0) {
    if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
    return 3;
  }
  if (((bytes[at + 3] ?? 0) & 0xc0) !== 0x80) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  return 4;
}

/** Replaces every damaged byte by U+FFFD. */
function repaired(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 3);
  let n = 0;
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const size = byte < 0x80 ? 1 : sequenceLength(bytes, at);
    if (size === 0) {
      n = putPoint(out, n, 0xfffd);
      at++;
    } else for (const end = at + size; at < end; at++) out[n++] = bytes[at]!;
  }
  return out.slice(0, n);
}

/** The characters of Windows-1252 at 0x80 to 0x9f, where Latin-1 has control characters; unassigned ones stay the same. */
const windowsPoints = [
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f, 0x90, 0x2018,
  0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178,
];

function fromWindows1252(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 3);
  let n = 0;
  for (const byte of bytes) {
    if (byte < 0x80) out[n++] = byte;
    else n = putPoint(out, n, byte < 0xa0 ? windowsPoints[byte - 0x80]! : byte);
  }
  return out.slice(0, n);
}

/** `lowAt`: index of the low byte in a unit. */
function fromUtf16(bytes: Uint8Array, lowAt: 0 | 1): Uint8Array {
  const out = new Uint8Array((bytes.length >> 1) * 3 + 3);
  const highAt = 1 - lowAt;
  const end = bytes.length & ~1;
  const unit = (at: number): number => bytes[at + lowAt]! | (bytes[at + highAt]! << 8);
  let n = 0;
  for (let at = 0; at < end; at += 2) {
    const first = unit(at);
    if (first < 0xd800 || first > 0xdfff) {
      n = putPoint(out, n, first);
      continue;
    }
    const second = first < 0xdc00 && at + 2 < end ? unit(at + 2) : 0;
    if (second >= 0xdc00 && second <= 0xdfff) {
      n = putPoint(out, n, 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
      at += 2;
    } else n = putPoint(out, n, 0xfffd);
  }
  return out.slice(0, n);
}

function putPoint(out: Uint8Array, at: number, point: number): number {
  let n = at;
  if (point < 0x80) out[n++] = point;
  else if (point < 0x800) {
    out[n++] = 0xc0 | (point >> 6);
    out[n++] = 0x80 | (point & 63);
  } else if (point < 0x10000) {
    out[n++] = 0xe0 | (point >> 12);
    out[n++] = 0x80 | ((point >> 6) & 63);
    out[n++] = 0x80 | (point & 63);
  } else {
    out[n++] = 0xf0 | (point >> 18);
    out[n++] = 0x80 | ((point >> 12) & 63);
    out[n++] = 0x80 | ((point >> 6) & 63);
    out[n++] = 0x80 | (point & 63);
  }
  return n;
}
