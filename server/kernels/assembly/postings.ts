/**
 * The codec of postings. A term's postings are cut into blocks of 128. A term with more than one block begins with a table. Each block's
 * entry has: the last window (varint, relative to the one before), the size in bytes (varint), and the maxima: body impact (one byte), then
 * varint(comments x 2 + 1 if names follow), names and top names (a byte each, at most 255).
 * A block: one byte with k (bits 0-4), "every tf is 1" (bit 5), "only body counts" (bit 6); then bits for each posting: Golomb_k(gap - 1),
 * Golomb_0(tf - 1), a bit for whether other counts follow, and these.
 */
import { closeWriter, openWriter, writeBits, writeGolomb } from './bits';

export const blockSize: u32 = 128;

// The block being filled: windows u32, counts u64 [body, comments, names, top names].
const windows = memory.data(4 * 128);
const counts = memory.data(8 * 128);
let n: u32 = 0;
let baseWindow: u32 = 0;

/** Body lengths of windows, u32 each. */
let lengthsPtr: usize = 0;
/** The table of blocks of the current term, kept here until the term ends: 16-byte rows. */
let rowsPtr: usize = 0;
let nRows: u32 = 0;
let outStart: usize = 0;
let out: usize = 0;

/** Reference for impacts: a window of this length has a norm of 1. */
const referenceLength: f32 = 256;

export function openPostingsWriter(lengths: usize, rows: usize): void {
  lengthsPtr = lengths;
  rowsPtr = rows;
}

export function beginTerm(at: usize): void {
  outStart = at;
  out = at;
  n = 0;
  nRows = 0;
  baseWindow = 0;
}

// @ts-ignore: decorator
@inline
export function pushPosting(window: u32, count: u64): void {
  if (n == blockSize) flushBlock();
  store<u32>(windows + n * 4, window);
  store<u64>(counts + n * 8, count);
  n++;
}

/** Ends the term and returns the end of its bytes. */
export function endTerm(): usize {
  if (n > 0) flushBlock();
  if (nRows < 2) return out;
  // The table goes first: it is built behind the blocks, then both are moved.
  const table = out;
  let at = table;
  let last: u32 = 0;
  for (let i: u32 = 0; i < nRows; i++) {
    const row = rowsPtr + i * 16;
    at = putVarint(at, load<u32>(row) - last);
    last = load<u32>(row);
    at = putVarint(at, load<u32>(row, 4));
    store<u8>(at++, load<u8>(row, 8));
    const names = load<u8>(row, 9);
    at = putVarint(at, (<u32>load<u16>(row, 12) << 1) | (names != 0 ? 1 : 0));
    if (names != 0) {
      store<u8>(at++, names);
      store<u8>(at++, load<u8>(row, 10));
    }
  }
  const size = at - table;
  const body = table - outStart;
  // Three moves through the free space behind.
  memory.copy(at, table, size);
  memory.copy(outStart + size, outStart, body);
  memory.copy(outStart, at, size);
  return outStart + size + body;
}

export function putVarint(at: usize, value: u32): usize {
  while (value >= 0x80) {
    store<u8>(at++, <u8>(value | 0x80));
    value >>= 7;
  }
  store<u8>(at++, <u8>value);
  return at;
}

export function putVarint64(at: usize, value: u64): usize {
  while (value >= 0x80) {
    store<u8>(at++, <u8>(value | 0x80));
    value >>= 7;
  }
  store<u8>(at++, <u8>value);
  return at;
}

/** Returns the impact as a byte: the next step above x on a scale of 16 steps per octave, from 2^-8 to 2^8. */
// @ts-ignore: decorator
@inline
function impactByte(x: f32): u32 {
  const step = <i32>(reinterpret<u32>(x) >> 19) + 1 - (119 << 4);
  return step < 0 ? 0 : step > 255 ? 255 : step;
}

const histogram = memory.data(4 * 32);

/** Returns the k of the cheapest code, by the lengths of the numbers. */
function bestK(): u32 {
  // Most terms occur in one window: the length of its number is best.
  if (n == 1) return 32 - <u32>clz(load<u32>(windows) - baseWindow);
  memory.fill(histogram, 0, 128);
  let last = baseWindow;
  let longest: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const window = load<u32>(windows + i * 4);
    const size = 32 - <u32>clz(window - last);
    last = window + 1;
    longest = max(longest, size);
    store<u32>(histogram + size * 4, load<u32>(histogram + size * 4) + 1);
  }
  let best: u32 = 0;
  let bestBits: u32 = u32.MAX_VALUE;
  let shortest: u32 = 0;
  while (load<u32>(histogram + shortest * 4) == 0) shortest++;
  // Below the shortest length and above the longest, another bit in k gains nothing.
  for (let k = shortest; k <= longest; k++) {
    let bits: u32 = 0;
    for (let size = shortest; size <= longest; size++) bits += load<u32>(histogram + size * 4) * (size <= k ? k + 1 : 2 * (size - k) + k + 1);
    if (bits < bestBits) {
      bestBits = bits;
      best = k;
    }
  }
  return best;
}

function flushBlock(): void {
  let allOnes = true;
  let others: u64 = 0;
  let impact: f32 = 0;
  let comments: u32 = 0;
  let names: u32 = 0;
  let tops: u32 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const count = load<u64>(counts + i * 8);
    const tf = <u32>count & 0xffff;
    if (tf != 1) allOnes = false;
    const other = count >> 16;
    if (other != 0) {
      others |= other;
      comments = max(comments, <u32>other & 0xffff);
      names = max(names, <u32>(other >> 16) & 0xffff);
      tops = max(tops, <u32>(other >> 32));
    }
    const length = <f32>load<u32>(lengthsPtr + load<u32>(windows + i * 4) * 4);
    impact = max(impact, <f32>tf / (<f32>0.25 + <f32>0.75 * (length / referenceLength)));
  }
  const k = bestK();
  const start = out;
  store<u8>(out++, <u8>(k | (allOnes ? 0x20 : 0) | (others == 0 ? 0x40 : 0)));
  openWriter(out);
  let last = baseWindow;
  for (let i: u32 = 0; i < n; i++) {
    const window = load<u32>(windows + i * 4);
    writeGolomb(window - last, k);
    last = window + 1;
    const count = load<u64>(counts + i * 8);
    const tf = <u32>count & 0xffff;
    if (!allOnes) writeGolomb(tf - 1, 0);
    if (others != 0) writeOthers(tf, count >> 16);
  }
  out = closeWriter();
  const row = rowsPtr + nRows++ * 16;
  store<u32>(row, last - 1);
  store<u32>(row, <u32>(out - start), 4);
  store<u8>(row, <u8>impactByte(impact), 8);
  store<u8>(row, <u8>min<u32>(names, 255), 9);
  store<u8>(row, <u8>min<u32>(tops, 255), 10);
  store<u16>(row, <u16>comments, 12);
  baseWindow = last;
  n = 0;
}

function writeOthers(tf: u32, other: u64): void {
  if (other == 0) {
    writeBits(0, 1);
    return;
  }
  const comments = <u32>other & 0xffff;
  const names = <u32>(other >> 16) & 0xffff;
  const tops = <u32>(other >> 32);
  if (comments == 0) writeBits(1, 2);
  else if (comments == tf) writeBits(7, 3);
  else {
    writeBits(3, 3);
    writeGolomb(comments - 1, 0);
  }
  if (names == 0) writeBits(0, 1);
  else {
    writeBits(1, 1);
    writeGolomb(names - 1, 0);
    writeGolomb(names - tops, 0);
  }
}

// ---- Reading a block ----

export const readWindows = memory.data(4 * 128);
export const readCounts = memory.data(8 * 128);

// @ts-ignore: decorator
@inline
function peek(bits: usize, pos: u64): u64 {
  return load<u64>(bits + <usize>(pos >> 3)) >> (pos & 7);
}

/**
 * Decodes `count` postings at `at` to `readWindows` and `readCounts`. `next`: one past the last window of the previous block. Eight
 * readable bytes follow.
 */
export function readBlock(at: usize, count: u32, next: u32): u32 {
  const head = load<u8>(at);
  const k = <u64>(head & 31);
  const allOnes = (head & 0x20) != 0;
  const noOthers = (head & 0x40) != 0;
  const bits = at + 1;
  const kMask = (<u64>1 << k) - 1;
  let pos: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let w = peek(bits, pos);
    let n = ctz(w);
    // n + k bits, of which the upper n are the quotient.
    const code = w >> (n + 1);
    const window = next + <u32>((((code >> k) & ((<u64>1 << n) - 1)) + (<u64>1 << n) - 1) << k | (code & kMask));
    next = window + 1;
    let used = 2 * n + 1 + k;
    // One load is usually enough for the whole posting: at least 57 bits are available, and a tf takes at most 33.
    if (used > 24) {
      pos += used;
      w = peek(bits, pos);
      used = 0;
    } else w >>= used;
    let count64: u64 = 1;
    if (!allOnes) {
      n = ctz(w);
      count64 = ((w >> (n + 1)) & ((<u64>1 << n) - 1)) + (<u64>1 << n);
      w >>= 2 * n + 1;
      used += 2 * n + 1;
    }
    pos += used;
    if (!noOthers) {
      if (used > 56) w = peek(bits, pos);
      if ((w & 1) == 0) pos += 1;
      else {
        w = peek(bits, pos);
        let comments: u64 = 0;
        if ((w & 2) == 0) pos += 2;
        else {
          pos += 3;
          if ((w & 4) != 0) comments = count64;
          else {
            w = peek(bits, pos);
            n = ctz(w);
            comments = ((w >> (n + 1)) & ((<u64>1 << n) - 1)) + (<u64>1 << n);
            pos += 2 * n + 1;
          }
        }
        w = peek(bits, pos);
        pos += 1;
        count64 |= comments << 16;
        if ((w & 1) != 0) {
          w >>= 1;
          n = ctz(w);
          const names = ((w >> (n + 1)) & ((<u64>1 << n) - 1)) + (<u64>1 << n);
          pos += 2 * n + 1;
          w = peek(bits, pos);
          n = ctz(w);
          const inner = ((w >> (n + 1)) & ((<u64>1 << n) - 1)) + (<u64>1 << n) - 1;
          pos += 2 * n + 1;
          count64 |= (names << 32) | ((names - inner) << 48);
        }
      }
    }
    store<u32>(readWindows + i * 4, window);
    store<u64>(readCounts + i * 8, count64);
  }
  return next;
}
