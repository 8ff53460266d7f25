/**
 * Converts text to term numbers. Runs of ASCII letters, digits and joiners are looked up whole in the memo; everything else takes the slow
 * path, identifier by identifier.
 */
import { gainOf } from './fields';
import { learn, learntLimit, slowTurn } from './identifier';
import { keyOf, memo, memoFilled, memoMask } from './memo';
import { countTerm } from './terms-table';

/** Returns a bit for each of the 64 bytes at `at` that is an identifier byte. */
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
  // Only letters, digits and joiners. A byte from 0x80 on is none of them: its lower-cased value is 0xa0 or more.
  return <u64>(<u32>i8x16.bitmask(v128.or(v128.or(letter, digit), joiner)));
}

/** Counts the terms of one window, [start, end). 80 readable bytes must follow the text. */
export function tokeniseWindow(start: usize, end: usize): void {
  scanWindow(start, end);
  if (nQueued > 0) drainQueue();
}

function scanWindow(start: usize, end: usize): void {
  let at = start;
  let base = start;
  let bits: u64 = identBits(base);
  while (at < end) {
    // The next identifier byte.
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
      // A slow turn may stop anywhere.
      if (at >= end) return;
      base = at;
      bits = identBits(base);
      continue;
    }
    if (run >= end) return;
    // Its end. Bits shifted in are zeros, so the run ends with the block at the latest.
    let stop = run + <usize>ctz(~(bits >> <u64>(run - base)));
    while (stop == base + 64 && stop < end) {
      base = stop;
      bits = identBits(base);
      stop = base + <usize>ctz(~bits);
    }
    if (stop > end) stop = end;
    if (stop < end && load<u8>(stop) >= 0x80) {
      at = slowTurn(run, end, gainOf(run, run + 1));
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

/** Slow turns from `at`; only separators and bytes from 0x80 on precede `run`. */
function slowTurns(at: usize, run: usize, end: usize): usize {
  while (at < run) {
    if (load<u8>(at) < 0x80) at++;
    else at = slowTurn(at, end, gainOf(at, at + 1));
  }
  return at;
}

// Queue of the current window's identifiers that wait for their look-up: [key u64, gain u64, place u32, end u32, unused u64]. Looked up one
// by one, each would wait for memory; from a queue, the processor overlaps several look-ups.
const queueSize: u32 = 256;
const queue = memory.data(32 * 256);
let nQueued: u32 = 0;

// @ts-ignore: decorator
@inline
function identifier(at: usize, end: usize): void {
  if (end - at > <usize>learntLimit) {
    // Too long to be worth remembering, and rarely seen twice.
    slowTurn(at, end, gainOf(at, end));
    return;
  }
  const row = queue + nQueued * 32;
  store<u64>(row, keyOf(at, <u32>(end - at)));
  store<u64>(row, gainOf(at, end), 8);
  store<u32>(row, <u32>at, 16);
  store<u32>(row, <u32>end, 20);
  if (++nQueued == queueSize) drainQueue();
}

/** Looks up and counts the queued identifiers. */
function drainQueue(): void {
  const end = queue + nQueued * 32;
  const mask = memoMask;
  // First all slots are computed and touched, then they are read.
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
        memoFilled();
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
