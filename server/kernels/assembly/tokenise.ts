/**
 * Text to term numbers. Runs of ASCII letters, digits and joiners are looked up whole in a memo: each distinct identifier is
 * split, stemmed and hashed once. Everything else takes the slow path, an exact twin of one turn of server/text/terms.ts.
 */
import { take, takeZeroed } from './arena';
import { commentEnd, commentStart, nextComment } from './comments';
import { stem } from './stem';
import { countTerm, internTerm } from './terms-table';

const SEPARATOR: i32 = 0, LOWER: i32 = 1, UPPER: i32 = 2, DIGIT: i32 = 3, IDEOGRAPH: i32 = 4, JOINER: i32 = 5;
const maxPartBytes: i32 = 64;
const maxCompoundBytes: i32 = 128;

const classes = memory.data(128);
for (let c: u32 = 0; c < 128; c++) {
  let kind = SEPARATOR;
  if (c >= 97 && c <= 122) kind = LOWER;
  else if (c >= 65 && c <= 90) kind = UPPER;
  else if (c >= 48 && c <= 57) kind = DIGIT;
  else if (c == 95 || c == 36) kind = JOINER;
  store<u8>(classes + c, <u8>kind);
}

// Memo: 16-byte slots of [key u64, value u32, unused]. value: 0 free, 1 no term, term number + 2, or a list where the top bit is set.
let memo: usize = 0;
let memoMask: u32 = 0;
let memoUsed: u32 = 0;

export function memoReset(): void {
  memoMask = (1 << 13) - 1;
  memo = takeZeroed((memoMask + 1) * 16);
  memoUsed = 0;
}

function memoGrow(): void {
  const old = memo;
  const oldSlots = memoMask + 1;
  memoMask = oldSlots * 4 - 1;
  memo = takeZeroed((memoMask + 1) * 16);
  for (let i: u32 = 0; i < oldSlots; i++) {
    const value = load<u32>(old + i * 16, 8);
    if (value == 0) continue;
    const key = load<u64>(old + i * 16);
    let slot = memo + ((<u32>(key >> 20)) & memoMask) * 16;
    while (load<u32>(slot, 8) != 0) {
      slot += 16;
      if (slot == memo + (memoMask + 1) * 16) slot = memo;
    }
    store<u64>(slot, key);
    store<u32>(slot, value, 8);
  }
}

// @ts-ignore: decorator
@inline
function keyOf(at: usize, size: u32): u64 {
  let key: u64 = <u64>size * 0xd6e8feb86659fd93;
  while (size > 8) {
    key = (key ^ load<u64>(at)) * 0x9e3779b97f4a7c15;
    key ^= key >> 29;
    at += 8;
    size -= 8;
  }
  key = (key ^ (load<u64>(at) & ((<u64>-1) >> (64 - size * 8)))) * 0x9e3779b97f4a7c15;
  key ^= key >> 32;
  return key * 0xff51afd7ed558ccd;
}

// Name ranges: u32 triplets [start, end, flags], ascending; flags 1 counts as a name, 3 as one of the top level.
let names: usize = 0;
let namesEnd: usize = 0;
let origin: usize = 0;

export function openNames(text: usize, ranges: usize, nRanges: u32): void {
  origin = text;
  names = ranges;
  namesEnd = ranges + nRanges * 12;
}

/** What one occurrence adds: 1 to the body, and to comments, names and top names where [at, end) stands in them. */
// @ts-ignore: decorator
@inline
function gainOf(at: usize, end: usize): u64 {
  let gain: u64 = 1;
  while (commentEnd <= at && commentStart < commentEnd) nextComment();
  if (at >= commentStart && at < commentEnd) gain |= 1 << 16;
  while (names < namesEnd && <usize>load<u32>(names, 4) <= at - origin) names += 12;
  if (names < namesEnd && <usize>load<u32>(names) < end - origin) {
    gain |= load<u32>(names, 8) == 3 ? (<u64>1 << 32) | (<u64>1 << 48) : <u64>1 << 32;
  }
  return gain;
}

/** Bits of the identifier bytes among the 64 at `at`. */
// @ts-ignore: decorator
@inline
function identBits(at: usize): u64 {
  return part(at) | (part(at + 16) << 16) | (part(at + 32) << 32) | (part(at + 48) << 48);
}

// @ts-ignore: decorator
@inline
function part(at: usize): u64 {
  const v = v128.load(at);
  const letter = i8x16.lt_u(i8x16.sub(v128.or(v, i8x16.splat(0x20)), i8x16.splat(97)), i8x16.splat(26));
  const digit = i8x16.lt_u(i8x16.sub(v, i8x16.splat(48)), i8x16.splat(10));
  const joiner = v128.or(i8x16.eq(v, i8x16.splat(95)), i8x16.eq(v, i8x16.splat(36)));
  // Only letters, digits and joiners; a byte from 0x80 on is none of them: its lower-cased value is 0xa0 or more.
  return <u64>(<u32>i8x16.bitmask(v128.or(v128.or(letter, digit), joiner)));
}

/** Counts the terms of [start, end): one window. 80 readable bytes must follow the text. */
export function tokeniseWindow(start: usize, end: usize): void {
  scanWindow(start, end);
  if (nQueued > 0) drainQueue();
}

function scanWindow(start: usize, end: usize): void {
  let at = start;
  let base = start;
  let bits: u64 = identBits(base);
  while (at < end) {
    // Next identifier byte.
    let shifted = at - base < 64 ? bits >> <u64>(at - base) : 0;
    let from = at;
    while (shifted == 0) {
      const next = base + 64;
      if (next >= end) {
        shifted = 0;
        break;
      }
      base = next;
      bits = identBits(base);
      shifted = bits;
      from = base;
    }
    const run = shifted == 0 ? end : min(end, from + <usize>ctz(shifted));
    if (hasHigh(at, run)) {
      at = slowTurns(at, run, end);
      // Slow turns may stop anywhere.
      if (at >= end) return;
      base = at;
      bits = identBits(base);
      continue;
    }
    if (run >= end) return;
    // Its end. Bits shifted in are zeros, so that the run ends with the block at the latest.
    let stop = run + <usize>ctz(~(bits >> <u64>(run - base)));
    while (stop == base + 64 && stop < end) {
      base = stop;
      bits = identBits(base);
      stop = base + <usize>ctz(~bits);
    }
    if (stop > end) stop = end;
    if (stop < end && load<u8>(stop) >= 0x80) {
      slowGain = gainOf(run, run + 1);
      at = slowTurn(run, end);
      if (at >= end) return;
      base = at;
      bits = identBits(base);
      continue;
    }
    identifier(run, stop);
    at = stop;
    if (at - base >= 64 && at < end) {
      base = at;
      bits = identBits(base);
    }
  }
}

// @ts-ignore: decorator
@inline
function hasHigh(at: usize, end: usize): bool {
  const size = end - at;
  if (size <= 8) {
    if (size == 0) return false;
    return (load<u64>(at) & (<u64>0x8080808080808080 >> (64 - size * 8))) != 0;
  }
  while (at + 16 <= end) {
    if (i8x16.bitmask(v128.load(at)) != 0) return true;
    at += 16;
  }
  while (at < end) if (load<u8>(at++) >= 0x80) return true;
  return false;
}

/** Slow turns from `at`, where only separators and bytes from 0x80 on stand before `run`. */
function slowTurns(at: usize, run: usize, end: usize): usize {
  while (at < run) {
    if (load<u8>(at) < 0x80) at++;
    else {
      slowGain = gainOf(at, at + 1);
      at = slowTurn(at, end);
    }
  }
  return at;
}

// Identifiers of the current window wait for their look-up: [key u64, gain u64, place u32, end u32, unused u64]. One after the other they
// would each wait for memory; in a row of their own the processor has several look-ups under way.
const queueSize: u32 = 256;
const queue = memory.data(32 * 256);
let nQueued: u32 = 0;

// @ts-ignore: decorator
@inline
function identifier(at: usize, end: usize): void {
  if (end - at > <usize>learntLimit) {
    // Too long to be worth remembering, and rarely seen twice.
    slowGain = gainOf(at, end);
    slowTurn(at, end);
    return;
  }
  const row = queue + nQueued * 32;
  store<u64>(row, keyOf(at, <u32>(end - at)));
  store<u64>(row, gainOf(at, end), 8);
  store<u32>(row, <u32>at, 16);
  store<u32>(row, <u32>end, 20);
  if (++nQueued == queueSize) drainQueue();
}

/** Looks up and counts the identifiers that wait. */
function drainQueue(): void {
  const end = queue + nQueued * 32;
  const mask = memoMask;
  // First all places are computed and touched, then they are read.
  for (let row: usize = queue; row < end; row += 32) {
    const slot = memo + (<u32>(load<u64>(row) >> 20) & mask) * 16;
    store<u32>(row, load<u32>(slot, 8), 24);
  }
  for (let row: usize = queue; row < end; row += 32) {
    const key = load<u64>(row);
    let slot = memo + (<u32>(key >> 20) & memoMask) * 16;
    let value: u32;
    while (true) {
      value = load<u32>(slot, 8);
      if (value == 0) {
        value = learn(<usize>load<u32>(row, 16), <usize>load<u32>(row, 20));
        store<u64>(slot, key);
        store<u32>(slot, value, 8);
        if (++memoUsed * 2 > memoMask) memoGrow();
        break;
      }
      if (load<u64>(slot) == key) break;
      slot += 16;
      if (slot == memo + (memoMask + 1) * 16) slot = memo;
    }
    if (value == 1) continue;
    const gain = load<u64>(row, 8);
    if ((value & 0x80000000) == 0) {
      countTerm(value - 2, gain);
      continue;
    }
    const list = <usize>(value & 0x7fffffff) << 2;
    const size = load<u32>(list);
    for (let i: u32 = 1; i <= size; i++) countTerm(load<u32>(list + i * 4), gain);
  }
  nQueued = 0;
}

/** Each byte gives less than one term, so that the list never overflows. */
const learntLimit = 256;
const learnt = memory.data(4 * 256);
let nLearnt = 0;
let learning = false;
let slowGain: u64 = 1;

/** The terms of an identifier as a memo value. */
function learn(at: usize, end: usize): u32 {
  nLearnt = 0;
  learning = true;
  slowTurn(at, end);
  learning = false;
  if (nLearnt == 0) return 1;
  if (nLearnt == 1) return load<u32>(learnt) + 2;
  const list = take(4 * (nLearnt + 1));
  store<u32>(list, nLearnt);
  memory.copy(list + 4, learnt, nLearnt * 4);
  return 0x80000000 | <u32>(list >> 2);
}

// @ts-ignore: decorator
@inline
function emit(term: u32): void {
  if (learning) store<u32>(learnt + nLearnt++ * 4, term);
  else countTerm(term, slowGain);
}

// ---- The slow path ----

const partBuffer: usize = memory.data(96) + 8;
let partLength = 0;
let partAscii = true;

let wholeLow: u32 = 0;
let wholeHigh: u32 = 0;

// @ts-ignore: decorator
@inline
function wholePush(byte: u32): void {
  wholeLow = (wholeLow ^ byte) * 0x01000193;
  wholeHigh = (wholeHigh ^ byte) * 0x5bd1e995;
  wholeHigh ^= wholeHigh >> 15;
}

// @ts-ignore: decorator
@inline
function hashValue(lowIn: u32, high: u32): u64 {
  let low = lowIn ^ (lowIn >> 16);
  low *= 0x85ebca6b;
  low ^= low >> 13;
  return (<u64>(high & 0x1fffff) << 32) | <u64>low;
}

function wideClass(point: u32): i32 {
  if (point < 0xaa || point == 0xd7 || point == 0xf7) return SEPARATOR;
  if (point >= 0x2000 && point < 0x2c00) return SEPARATOR;
  if (point >= 0x3000 && point < 0x3040) return SEPARATOR;
  if (point >= 0x3040 && point < 0xa000) return IDEOGRAPH;
  if (point >= 0xac00 && point < 0xd7a4) return IDEOGRAPH;
  if (point >= 0xe000 && point < 0xf900) return SEPARATOR;
  if (point >= 0xf900 && point < 0xfb00) return IDEOGRAPH;
  if (point >= 0xfe00 && point < 0xff10) return SEPARATOR;
  if (point >= 0x1f000 && point < 0x20000) return SEPARATOR;
  if (point >= 0x20000) return IDEOGRAPH;
  return isWideUpper(point) ? UPPER : LOWER;
}

function isWideUpper(point: u32): bool {
  return (point >= 0xc0 && point <= 0xde) || (point >= 0x391 && point <= 0x3a9) || (point >= 0x400 && point <= 0x42f);
}

function wideLower(point: u32): u32 {
  if (!isWideUpper(point)) return point;
  return point >= 0x400 && point <= 0x40f ? point + 0x50 : point + 0x20;
}

const pointBytes = memory.data(8);

/** Writes the UTF-8 of a point from 0x80 on to `pointBytes`, as the oracle does for any number, and returns its size. */
function encodePoint(point: u32): i32 {
  if (point < 0x800) {
    store<u8>(pointBytes, <u8>(0xc0 | (point >> 6)));
    store<u8>(pointBytes, <u8>(0x80 | (point & 63)), 1);
    return 2;
  }
  if (point < 0x10000) {
    store<u8>(pointBytes, <u8>(0xe0 | (point >> 12)));
    store<u8>(pointBytes, <u8>(0x80 | ((point >> 6) & 63)), 1);
    store<u8>(pointBytes, <u8>(0x80 | (point & 63)), 2);
    return 3;
  }
  store<u8>(pointBytes, <u8>(0xf0 | (point >> 18)));
  store<u8>(pointBytes, <u8>(0x80 | ((point >> 12) & 63)), 1);
  store<u8>(pointBytes, <u8>(0x80 | ((point >> 6) & 63)), 2);
  store<u8>(pointBytes, <u8>(0x80 | (point & 63)), 3);
  return 4;
}

function hashBytes(at: usize, size: i32): u64 {
  let low: u32 = 0x811c9dc5;
  let high: u32 = 0x9747b28c;
  for (let i = 0; i < size; i++) {
    const byte = <u32>load<u8>(at + i);
    low = (low ^ byte) * 0x01000193;
    high = (high ^ byte) * 0x5bd1e995;
    high ^= high >> 15;
  }
  return hashValue(low, high);
}

function endPart(): bool {
  if (partLength == 0) return false;
  if (partLength > 1) {
    const size = partAscii ? stem(partBuffer, partLength) : partLength;
    emit(internTerm(hashBytes(partBuffer, size), partBuffer, size));
  }
  partLength = 0;
  partAscii = true;
  return true;
}

const pairBuffer = memory.data(16);

/** One turn of the oracle's outer loop from `at`: an identifier or a run of ideographs, up to and with the separator that ends it. */
function slowTurn(at: usize, end: usize): usize {
  let nParts = 0;
  let wholeBytes = 0;
  partLength = 0;
  partAscii = true;
  let previous = SEPARATOR;
  let beforePrevious = SEPARATOR;
  let lastIdeograph: u32 = 0;
  wholeLow = 0x811c9dc5;
  wholeHigh = 0x9747b28c;
  wholePush(0x3d);
  while (true) {
    let point: u32 = 0;
    let next = at;
    let kind = SEPARATOR;
    if (at < end) {
      point = load<u8>(at);
      next = at + 1;
      if (point < 0x80) kind = load<u8>(classes + point);
      else {
        const size: u32 = point >= 0xf0 ? 4 : point >= 0xe0 ? 3 : point >= 0xc0 ? 2 : 1;
        if (size > 1 && at + size <= end) {
          point &= <u32>0xff >> (size + 1);
          for (let i: u32 = 1; i < size; i++) point = (point << 6) | (<u32>load<u8>(at + i) & 0x3f);
          next = at + size;
          kind = wideClass(point);
        }
      }
    }
    if (kind == SEPARATOR || kind == IDEOGRAPH || previous == IDEOGRAPH) {
      if (endPart()) nParts++;
      if (kind != IDEOGRAPH || previous != IDEOGRAPH) {
        if (nParts > 1 && wholeBytes <= maxCompoundBytes) emit(internTerm(hashValue(wholeLow, wholeHigh), 0, 0));
        if (kind != IDEOGRAPH) {
          if (kind == SEPARATOR) at = max(next, at + (at < end ? 1 : 0));
          return at;
        }
        nParts = 0;
        lastIdeograph = 0;
      }
      let size = 0;
      if (lastIdeograph != 0) {
        size = encodePoint(lastIdeograph);
        memory.copy(pairBuffer, pointBytes, size);
      }
      const more = encodePoint(point);
      memory.copy(pairBuffer + size, pointBytes, more);
      size += more;
      emit(internTerm(hashBytes(pairBuffer, size), 0, 0));
      lastIdeograph = point;
      previous = IDEOGRAPH;
      at = next;
      continue;
    }
    if (kind == JOINER) {
      if (endPart()) nParts++;
    } else {
      const lowerAfterUppers = kind == LOWER && previous == UPPER && beforePrevious == UPPER;
      const boundary = (kind == UPPER && previous == LOWER) || (kind == DIGIT) != (previous == DIGIT && partLength > 0);
      if (partLength > 0 && boundary) {
        if (endPart()) nParts++;
      } else if (partLength > 1 && lowerAfterUppers && partAscii) {
        const capital = load<u8>(partBuffer + partLength - 1);
        partLength--;
        if (endPart()) nParts++;
        store<u8>(partBuffer, capital);
        partLength = 1;
      }
      const lower = point < 0x80 ? (kind == UPPER ? point + 32 : point) : wideLower(point);
      if (kind == DIGIT || point >= 0x80) partAscii = false;
      wholeBytes += <i32>(next - at);
      if (lower < 0x80) {
        wholePush(lower);
        if (partLength < maxPartBytes) store<u8>(partBuffer + partLength++, <u8>lower);
      } else {
        const size = encodePoint(lower);
        for (let i = 0; i < size; i++) {
          const byte = load<u8>(pointBytes + i);
          wholePush(byte);
          if (partLength < maxPartBytes) store<u8>(partBuffer + partLength++, byte);
        }
      }
    }
    beforePrevious = previous;
    previous = kind;
    at = next;
  }
}
