/**
 * Distinct terms, numbered by hash, and their counts. Numbers are kept from one segment to the next. A window's counts are appended to a
 * log, which is sorted by term only at the end of the segment: two passes over memory instead of a random access for each count.
 */
import { giveTable, take, takeTable } from './arena';
import { addToVector, rowsOf } from './embed';

/** Row of a term: [counts in the current window u64, windows of the segment u32, rows of its vector u32]. */
export const rowBytes = 16;

export let nTerms: u32 = 0;
/** Number of terms that occur in the segment. */
export let nLive: u32 = 0;
/** Number of entries in the log. */
export let nLogged: u32 = 0;
export let hashes: usize = 0;
export let rows: usize = 0;
let capacity: u32 = 0;
let slots: usize = 0;
let slotMask: u32 = 0;
const touched = memory.data(4 * 65537);
let nTouched: u32 = 0;
/** Sums of the counts over the current window: four u16 [body, comments, names, top names]. */
let lengths: u64 = 0;

// The log: for each window [its number, how many words follow] and its entries. A chunk is [first byte u32, end u32].
const chunkBytes: u32 = 1 << 18;
const maxChunks = 8192;
export const chunks = memory.data(8 * 8192);
export let nChunks: u32 = 0;
let logAt: usize = 0;
let logEnd: usize = 0;

/** Forgets all terms; the host has taken their tables back. */
export function termsReset(): void {
  nTerms = 0;
  capacity = 1 << 12;
  hashes = takeTable(capacity * 8);
  rows = takeTable(capacity * rowBytes);
  slotMask = (1 << 13) - 1;
  slots = takeTable((slotMask + 1) * 4);
}

/** Forgets the postings; the host has taken the log back. */
export function termsClear(): void {
  const end = rows + nTerms * rowBytes;
  for (let row = rows; row < end; row += rowBytes) {
    store<u64>(row, 0);
    store<u32>(row, 0, 8);
  }
  nLive = 0;
  nLogged = 0;
  nTouched = 0;
  lengths = 0;
  nChunks = 0;
  logAt = 0;
  logEnd = 0;
}

function larger(table: usize, bytes: u32): usize {
  const copy = takeTable(bytes * 2);
  memory.copy(copy, table, bytes);
  giveTable(table);
  return copy;
}

function grow(): void {
  const old = capacity;
  capacity *= 2;
  hashes = larger(hashes, old * 8);
  rows = larger(rows, old * rowBytes);
  giveTable(slots);
  slotMask = capacity * 2 - 1;
  slots = takeTable((slotMask + 1) * 4);
  for (let id: u32 = 0; id < old; id++) place(load<u64>(hashes + id * 8), id);
}

function place(hash: u64, id: u32): void {
  let slot = <u32>hash & slotMask;
  while (load<u32>(slots + slot * 4) != 0) slot = (slot + 1) & slotMask;
  store<u32>(slots + slot * 4, id + 1);
}

/** Returns the number of the term. `part` holds its bytes; `size` is 0 for compounds and scripts without spaces. */
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
  const row = rows + id * rowBytes;
  store<u64>(row, 0);
  store<u32>(row, 0, 8);
  store<u32>(row, rowsOf(hash, part, size), 12);
  return id;
}

// @ts-ignore: decorator
@inline
export function countTerm(id: u32, gain: u64): void {
  const row = rows + <usize>id * rowBytes;
  const before = load<u64>(row);
  // Whether it is the window's first occurrence cannot be predicted, so the id is written in any case and kept by advancing the count.
  store<u32>(touched + nTouched * 4, id);
  nTouched += <u32>(before == 0);
  store<u64>(row, before + gain);
  lengths += gain;
}

function nextChunk(bytes: u32): void {
  if (nChunks > 0) store<u32>(chunks + (nChunks - 1) * 8, <u32>logAt, 4);
  const size = max(bytes, chunkBytes);
  logAt = take(size);
  logEnd = logAt + size;
  if (nChunks == maxChunks) unreachable();
  store<u32>(chunks + nChunks * 8, <u32>logAt);
  nChunks++;
}

/**
 * Ends a window: appends its counts to the log and adds them to its vector. Returns the sums of the counts. An entry is one word, the
 * term's number and 8 bits: the body's count if it is below 128 and the only one; the same with the top bit set if all occurrences are in
 * comments; else 0, and the counts follow as two words.
 */
export function endWindow(window: u32, withVector: bool): u64 {
  const most = nTouched * 12 + 8;
  if (logAt + most > logEnd) nextChunk(most);
  const head = logAt;
  let at = head + 8;
  for (let i: u32 = 0; i < nTouched; i++) {
    const id = load<u32>(touched + i * 4);
    const row = rows + id * rowBytes;
    const count = load<u64>(row);
    store<u64>(row, 0);
    const before = load<u32>(row, 8);
    store<u32>(row, before + 1, 8);
    nLive += <u32>(before == 0);
    const body = <u32>count & 0xffff;
    const others = count >> 16;
    if (body < 128 && others == 0) {
      store<u32>(at, (id << 8) | body);
      at += 4;
    } else if (body < 128 && others == <u64>body) {
      store<u32>(at, (id << 8) | 0x80 | body);
      at += 4;
    } else {
      store<u32>(at, id << 8);
      store<u64>(at, count, 4);
      at += 12;
    }
    if (withVector) {
      const vectorRows = load<u32>(row, 12);
      if (vectorRows != 0) addToVector(vectorRows, body);
    }
  }
  store<u32>(head, window);
  store<u32>(head, <u32>(at - head - 8) >> 2, 4);
  logAt = at;
  nLogged += nTouched;
  nTouched = 0;
  const sums = lengths;
  lengths = 0;
  return sums;
}

/** Ends the log by recording the end of the last chunk. */
export function closeLog(): void {
  if (nChunks > 0) store<u32>(chunks + (nChunks - 1) * 8, <u32>logAt, 4);
}
