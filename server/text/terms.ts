/**
 * Converts text to terms, for documents, queries and training alike. A term is a 53-bit hash and never a string; postings and the embedding
 * table use it as their key. An identifier yields the stems of its parts (`workerPool` -> `work`, `pool`) and, if it has several, the whole
 * as a compound (`=workerpool`). Scripts without spaces yield pairs of characters. Pure; this is the plain twin and the oracle of the
 * tokenise kernel.
 */
import { characterClasses, classOf, foldedLetter } from './character-classes.js';
import { stem } from './stem.js';

/**
 * A higher version makes every index be rebuilt. 1: first version. 2: case and accents of all European scripts are folded, vowel points are
 * ignored, scripts without spaces yield pairs.
 */
export const termsVersion = 2;

/** In bytes; longer parts are truncated. */
export const maxPartBytes = 64;
/** In bytes, without joiners; longer identifiers yield no compound. */
export const maxCompoundBytes = 128;

export type TermKind = 'part' | 'compound';
/**
 * `start` and `end` are the byte offsets of the part or of the whole identifier. `part[0..length)` is the stemmed part as hashed, valid
 * only during the call; `length` is 0 for compounds and for scripts without spaces. `turn` is the offset at which the identifier or the run
 * of ideographs that contains the term begins.
 * Takes 7 parameters because it is called for each word of all texts: a record would be garbage.
 */
export type TermSink = (term: number, kind: TermKind, start: number, end: number, part: Uint8Array, length: number, turn: number) => void;

const {
  separator: SEPARATOR,
  lower: LOWER,
  upper: UPPER,
  digit: DIGIT,
  ideograph: IDEOGRAPH,
  joiner: JOINER,
  ignored: IGNORED,
} = characterClasses;

/**
 * Two 32-bit multiplicative hashes side by side (FNV-1a, and one with another prime), of which 53 bits are kept: an exact integer in
 * JavaScript.
 */
export class TermHash {
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  reset(): void {
    this.#low = 0x811c9dc5;
    this.#high = 0x9747b28c;
  }

  push(byte: number): void {
    this.#low = Math.imul(this.#low ^ byte, 0x01000193);
    this.#high = Math.imul(this.#high ^ byte, 0x5bd1e995);
    this.#high ^= this.#high >>> 15;
  }

  value(): number {
    // Final mixing, because the low bits of FNV alone are poor for power-of-two tables.
    let low = this.#low ^ (this.#low >>> 16);
    low = Math.imul(low, 0x85ebca6b);
    low ^= low >>> 13;
    return (this.#high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
  }
}

/**
 * Emits the terms of `bytes[start..end)`, UTF-8, in order of their end. Single ASCII letters and digits yield none.
 * Long because it is one state machine whose state is in local variables: split, they would be fields, read and written for each byte.
 */
export function eachTerm(bytes: Uint8Array, start: number, end: number, sink: TermSink): void {
  const partHash = new TermHash();
  const wholeHash = new TermHash();
  const part = new Uint8Array(maxPartBytes + 8);
  let at = start;
  while (at < end) {
    const turn = at;
    // One identifier: its parts, then its compound.
    let nParts = 0;
    let wholeBytes = 0;
    let wholeStart = -1;
    let partLength = 0;
    let partStart = at;
    let partAscii = true;
    let previous: number = SEPARATOR;
    let beforePrevious: number = SEPARATOR;
    let previousStart = at;
    let lastIdeograph = 0;
    let ideographStart = 0;
    wholeHash.reset();
    wholeHash.push(0x3d);

    const endPart = (partEnd: number): void => {
      if (partLength === 0) return;
      nParts++;
      if (partLength > 1) {
        const length = partAscii ? stem(part, partLength) : partLength;
        partHash.reset();
        for (let i = 0; i < length; i++) partHash.push(part[i]!);
        sink(partHash.value(), 'part', partStart, partEnd, part, length, turn);
      }
      partLength = 0;
      partAscii = true;
    };

    for (;;) {
      let point = 0;
      let next = at;
      let kind: number = SEPARATOR;
      if (at < end) {
        point = bytes[at]!;
        next = at + 1;
        if (point < 0x80) kind = classOf(point);
        else {
          const size = point >= 0xf0 ? 4 : point >= 0xe0 ? 3 : point >= 0xc0 ? 2 : 1;
          if (size === 1 || at + size > end) kind = SEPARATOR;
          else {
            point &= 0xff >> (size + 1);
            for (let i = 1; i < size; i++) point = (point << 6) | (bytes[at + i]! & 0x3f);
            next = at + size;
            kind = classOf(point);
          }
        }
      }
      if (kind === IGNORED) {
        at = next;
        continue;
      }
      if (kind === SEPARATOR || kind === IDEOGRAPH || previous === IDEOGRAPH) {
        endPart(at);
        if (kind !== IDEOGRAPH || previous !== IDEOGRAPH) {
          if (nParts > 1 && wholeBytes <= maxCompoundBytes) sink(wholeHash.value(), 'compound', wholeStart, at, part, 0, turn);
          if (kind !== IDEOGRAPH) {
            // A letter directly after an ideograph starts the next identifier.
            if (kind === SEPARATOR) at = Math.max(next, at + (at < end ? 1 : 0));
            break;
          }
          nParts = 0;
          lastIdeograph = 0;
        }
        // Pairs of neighbours; a single ideograph is a term of its own.
        partHash.reset();
        if (lastIdeograph !== 0) pushPoint(partHash, lastIdeograph);
        else ideographStart = at;
        pushPoint(partHash, point);
        sink(partHash.value(), 'part', ideographStart, next, part, 0, turn);
        ideographStart = at;
        lastIdeograph = point;
        previous = IDEOGRAPH;
        at = next;
        continue;
      }
      if (wholeStart < 0) wholeStart = at;
      if (kind === JOINER) endPart(at);
      else {
        const lowerAfterUppers = kind === LOWER && previous === UPPER && beforePrevious === UPPER;
        const boundary = (kind === UPPER && previous === LOWER) || (kind === DIGIT) !== (previous === DIGIT && partLength > 0);
        if (partLength > 0 && boundary) endPart(at);
        else if (partLength > 1 && lowerAfterUppers && partAscii) {
          // `HTTPServer`: the last capital belongs to the next part.
          const capital = part[partLength - 1]!;
          partLength--;
          endPart(previousStart);
          part[0] = capital;
          partLength = 1;
          partStart = previousStart;
        }
        if (partLength === 0) partStart = at;
        const lower = foldedLetter(point);
        if (kind === DIGIT || lower >= 0x80) partAscii = false;
        wholeBytes += next - at;
        if (lower < 0x80) {
          wholeHash.push(lower);
          if (partLength < maxPartBytes) part[partLength++] = lower;
        } else {
          pushPoint(wholeHash, lower);
          for (const byte of utf8(lower)) if (partLength < maxPartBytes) part[partLength++] = byte;
        }
      }
      beforePrevious = previous;
      previous = kind;
      previousStart = at;
      at = next;
    }
  }
}

function pushPoint(hash: TermHash, point: number): void {
  for (const byte of utf8(point)) hash.push(byte);
}

function utf8(point: number): readonly number[] {
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 63)];
  if (point < 0x10000) return [0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63)];
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63)];
}
