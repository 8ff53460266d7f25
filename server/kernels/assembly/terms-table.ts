/** Distinct terms of a segment under construction: numbers by hash, counts in the current window, postings in linked byte slices. */
import { take, takeZeroed } from './arena';
import { addToVector, rowsOf } from './embed';

/** A term's state: [write position, end of slice, first slice, last window + 1, windows, rows] of u32 each. */
const stateBytes = 24;

export let nTerms: u32 = 0;
export let hashes: usize = 0;
export let states: usize = 0;
/** Counts in the current window: four u16 [body, comments, names, top names] a term. */
let counts: usize = 0;
let capacity: u32 = 0;
let slots: usize = 0;
let slotMask: u32 = 0;
let touched: usize = 0;
let nTouched: u32 = 0;
/** Sums of the counts over the current window. */
let lengths: u64 = 0;

export function termsReset(): void {
  nTerms = 0;
  capacity = 1 << 12;
  hashes = take(capacity * 8);
  states = take(capacity * stateBytes);
  counts = takeZeroed(capacity * 8);
  slotMask = (1 << 13) - 1;
  slots = takeZeroed((slotMask + 1) * 4);
  touched = take(65536 * 4);
  nTouched = 0;
  lengths = 0;
}

function grow(): void {
  const old = capacity;
  capacity *= 2;
  const newHashes = take(capacity * 8);
  memory.copy(newHashes, hashes, old * 8);
  hashes = newHashes;
  const newStates = take(capacity * stateBytes);
  memory.copy(newStates, states, old * stateBytes);
  states = newStates;
  const newCounts = takeZeroed(capacity * 8);
  memory.copy(newCounts, counts, old * 8);
  counts = newCounts;
  slotMask = capacity * 2 - 1;
  slots = takeZeroed((slotMask + 1) * 4);
  for (let id: u32 = 0; id < old; id++) place(load<u64>(hashes + id * 8), id);
}

function place(hash: u64, id: u32): void {
  let slot = <u32>hash & slotMask;
  while (load<u32>(slots + slot * 4) != 0) slot = (slot + 1) & slotMask;
  store<u32>(slots + slot * 4, id + 1);
}

/** Number of the term; `part` holds its bytes, or `size` is 0 for compounds and scripts without spaces. */
export function internTerm(hash: u64, part: usize, size: i32): u32 {
  let slot = <u32>hash & slotMask;
  while (true) {
    const entry = load<u32>(slots + slot * 4);
    if (entry == 0) break;
    if (load<u64>(hashes + (entry - 1) * 8) == hash) return entry - 1;
    slot = (slot + 1) & slotMask;
  }
  const id = nTerms++;
  if (id == capacity) {
    grow();
    place(hash, id);
  } else store<u32>(slots + slot * 4, id + 1);
  store<u64>(hashes + id * 8, hash);
  const state = states + id * stateBytes;
  store<u64>(state, 0);
  store<u64>(state, 0, 8);
  store<u32>(state, 0, 16);
  store<u32>(state, rowsOf(hash, part, size), 20);
  return id;
}

// @ts-ignore: decorator
@inline
export function countTerm(id: u32, gain: u64): void {
  const at = counts + <usize>id * 8;
  const before = load<u64>(at);
  if (before == 0) store<u32>(touched + nTouched++ * 4, id);
  store<u64>(at, before + gain);
  lengths += gain;
}

/** Ends a window: its counts become postings and feed its vector. Returns the sums of the counts. */
export function endWindow(window: u32, withVector: bool): u64 {
  for (let i: u32 = 0; i < nTouched; i++) {
    const id = load<u32>(touched + i * 4);
    const at = counts + <usize>id * 8;
    const count = load<u64>(at);
    store<u64>(at, 0);
    const state = states + id * stateBytes;
    writePosting(state, window, count);
    if (withVector) {
      const rows = load<u32>(state, 20);
      if (rows != 0) addToVector(rows, <u32>count & 0xffff);
    }
  }
  nTouched = 0;
  const sums = lengths;
  lengths = 0;
  return sums;
}

let writeAt: usize = 0;
let writeEnd: usize = 0;

// @ts-ignore: decorator
@inline
function put(byte: u32): void {
  if (writeAt == writeEnd) nextSlice();
  store<u8>(writeAt++, <u8>byte);
}

let slicesOf: usize = 0;

/** Slices double from 8 bytes to 256; behind each stand the next one's place (u32) and its own size / 8 (u8). */
function nextSlice(): void {
  const isFirst = load<u32>(slicesOf, 8) == 0;
  const size: u32 = isFirst ? 8 : <u32>sizeAfter(writeEnd);
  const slice = take(size + 8);
  if (isFirst) store<u32>(slicesOf, <u32>slice, 8);
  else store<u32>(writeEnd, <u32>slice);
  writeAt = slice;
  writeEnd = slice + size;
  store<u64>(writeEnd, <u64>(size / 8) << 32);
}

function putVarint(value: u32): void {
  while (value >= 0x80) {
    put((value & 0x7f) | 0x80);
    value >>= 7;
  }
  put(value);
}

function writePosting(state: usize, window: u32, count: u64): void {
  writeAt = load<u32>(state);
  writeEnd = load<u32>(state, 4);
  slicesOf = state;
  const gap = window + 1 - load<u32>(state, 12);
  if (count == 1) {
    const head = (gap << 1) | 1;
    if (head < 0x80) put(head);
    else putVarint(head);
  } else {
    putVarint(gap << 1);
    const body = <u32>count & 0xffff;
    if (count >> 16 == 0) putVarint(body << 1);
    else {
      putVarint((body << 1) | 1);
      putVarint(<u32>(count >> 16) & 0xffff);
      putVarint(<u32>(count >> 32) & 0xffff);
      putVarint(<u32>(count >> 48));
    }
  }
  store<u32>(state, <u32>writeAt);
  store<u32>(state, <u32>writeEnd, 4);
  store<u32>(state, window + 1, 12);
  store<u32>(state, load<u32>(state, 16) + 1, 16);
}

// ---- Reading back ----

let readAt: usize = 0;
let readEnd: usize = 0;
let readWindow: u32 = 0;

export function openPostings(id: u32): u32 {
  const state = states + id * stateBytes;
  readAt = load<u32>(state, 8);
  // The first slice has eight bytes.
  readEnd = readAt + 8;
  readWindow = 0;
  return load<u32>(state, 16);
}

// @ts-ignore: decorator
@inline
function get(): u32 {
  if (readAt == readEnd) {
    const next = <usize>load<u32>(readEnd);
    readAt = next;
    readEnd = next + sizeAfter(readEnd);
  }
  return load<u8>(readAt++);
}

function sizeAfter(end: usize): usize {
  return min<usize>(256, <usize>load<u8>(end, 4) * 16);
}

function getVarint(): u32 {
  let value: u32 = 0;
  let shift: u32 = 0;
  while (true) {
    const byte = get();
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
    shift += 7;
  }
}

/** Next posting's counts as four u16 [body, comments, names, top names]; its window is `postingWindow`. */
export let postingWindow: u32 = 0;
export function nextPosting(): u64 {
  const head = getVarint();
  readWindow += head >> 1;
  postingWindow = readWindow - 1;
  if ((head & 1) != 0) return 1;
  const body = getVarint();
  let count = <u64>(body >> 1);
  if ((body & 1) != 0) {
    count |= <u64>getVarint() << 16;
    count |= <u64>getVarint() << 32;
    count |= <u64>getVarint() << 48;
  }
  return count;
}
