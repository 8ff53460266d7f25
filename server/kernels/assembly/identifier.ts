/**
 * Converts one identifier to its terms, byte by byte: split, stemmed, hashed, interned. An exact twin of one turn of server/text/terms.ts.
 */
import { takeKept } from './arena';
import { classes, DIGIT, encodePoint, foldedLetter, IDEOGRAPH, IGNORED, JOINER, LOWER, pointBytes, SEPARATOR, UPPER, wideClass } from './characters';
import { stem } from './stem';
import { countTerm, internTerm } from './terms-table';

const maxPartBytes: i32 = 64;
const maxCompoundBytes: i32 = 128;

/** Each byte yields less than one term, so the list never overflows. */
export const learntLimit = 256;
const learnt = memory.data(4 * 256);
let nLearnt = 0;
let learning = false;
let turnGain: u64 = 1;

/** Returns the terms of an identifier as a memo value. */
export function learn(at: usize, end: usize): u32 {
  nLearnt = 0;
  learning = true;
  slowTurn(at, end, 1);
  learning = false;
  if (nLearnt == 0) return 1;
  if (nLearnt == 1) return load<u32>(learnt) + 2;
  const list = takeKept(4 * (nLearnt + 1));
  store<u32>(list, nLearnt);
  memory.copy(list + 4, learnt, nLearnt * 4);
  return 0x80000000 | <u32>(list >> 2);
}

// @ts-ignore: decorator
@inline
function emit(term: u32): void {
  if (learning) store<u32>(learnt + nLearnt++ * 4, term);
  else countTerm(term, turnGain);
}

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

/**
 * One turn of the oracle's outer loop from `at`: an identifier or a run of ideographs, including the separator that ends it. Each of its
 * terms counts `gain`.
 */
export function slowTurn(at: usize, end: usize, gain: u64): usize {
  turnGain = gain;
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
    if (kind == IGNORED) {
      at = next;
      continue;
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
      const lower = foldedLetter(point);
      if (kind == DIGIT || lower >= 0x80) partAscii = false;
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
