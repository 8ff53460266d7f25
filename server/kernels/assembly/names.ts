/** The names of a segment's symbols: each distinct one is kept once, numbered in order of arrival, and sorted at the end. */
import { take } from './arena';
import { keyOf } from './memo';
import { putVarint } from './postings';

/** Row of a name: [key u64, bytes u32, size u32 with the top bit set if a byte is above ASCII]. */
const rowBytes = 16;
const wideBit: u32 = 0x80000000;

let count: u32 = 0;
let capacity: u32 = 0;
let rows: usize = 0;
let slots: usize = 0;
let slotMask: u32 = 0;

/** Forgets everything; the host has taken the memory back. */
export function namesReset(): void {
  count = 0;
  capacity = 0;
}

export function namesCount(): u32 {
  return count;
}

function grow(): void {
  const old = capacity;
  capacity = old == 0 ? 1 << 10 : old * 2;
  const larger = take(capacity * rowBytes);
  if (old > 0) memory.copy(larger, rows, old * rowBytes);
  rows = larger;
  slotMask = capacity * 2 - 1;
  slots = take((slotMask + 1) * 4);
  memory.fill(slots, 0, (slotMask + 1) * 4);
  for (let i: u32 = 0; i < old; i++) {
    let slot = <u32>(load<u64>(rows + i * rowBytes) >> 20) & slotMask;
    while (load<u32>(slots + slot * 4) != 0) slot = (slot + 1) & slotMask;
    store<u32>(slots + slot * 4, i + 1);
  }
}

/**
 * Interns the `n` names of `text` whose ranges are pairs of u32 at `ranges`, and writes their numbers as u32 to `out`. Eight readable bytes
 * follow each.
 */
export function internNames(text: usize, ranges: usize, n: u32, out: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const start = load<u32>(ranges + i * 8);
    store<u32>(out + i * 4, intern(text + start, load<u32>(ranges + i * 8, 4) - start));
  }
}

function intern(at: usize, size: u32): u32 {
  if (count == capacity) grow();
  const key = size == 0 ? 0 : keyOf(at, size);
  let slot = <u32>(key >> 20) & slotMask;
  while (true) {
    const entry = load<u32>(slots + slot * 4);
    if (entry == 0) break;
    const row = rows + (entry - 1) * rowBytes;
    if (load<u64>(row) == key && (load<u32>(row, 12) & ~wideBit) == size && memory.compare(<usize>load<u32>(row, 8), at, size) == 0) return entry - 1;
    slot = (slot + 1) & slotMask;
  }
  const number = count++;
  store<u32>(slots + slot * 4, number + 1);
  const copy = take(size + 8);
  memory.copy(copy, at, size);
  let high: u32 = 0;
  for (let i: u32 = 0; i < size; i++) high |= <u32>load<u8>(at + i);
  const row = rows + number * rowBytes;
  store<u64>(row, key);
  store<u32>(row, <u32>copy, 8);
  store<u32>(row, size | ((high & 0x80) != 0 ? wideBit : 0), 12);
  return number;
}

/** Copies the bytes of a name to `to` and returns their number. */
export function copyName(number: u32, to: usize): u32 {
  const row = rows + number * rowBytes;
  const size = load<u32>(row, 12) & ~wideBit;
  memory.copy(to, <usize>load<u32>(row, 8), size);
  return size;
}

// ---- Order: by lower case, then by bytes ----

// @ts-ignore: decorator
@inline
function lower(byte: u32): u32 {
  return byte - 65 < 26 ? byte + 32 : byte;
}

/**
 * Writes the numbers of all ASCII names in order as u32 to `out`, followed by the other names in order of arrival. Returns the number of
 * ASCII names.
 */
export function sortNames(out: usize): u32 {
  // Rows of [the first eight bytes in lower case as a number u64, name's number u32, unused].
  let from = take(count * 16);
  let to = take(count * 16);
  let n: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const row = rows + i * rowBytes;
    const size = load<u32>(row, 12);
    if ((size & wideBit) != 0) continue;
    const bytes = <usize>load<u32>(row, 8);
    let head: u64 = 0;
    for (let j: u32 = 0; j < 8; j++) head = (head << 8) | (j < size ? <u64>lower(load<u8>(bytes + j)) : 0);
    store<u64>(from + n * 16, head);
    store<u32>(from + n * 16, i, 8);
    n++;
  }
  for (let width: u32 = 1; width < n; width *= 2) {
    for (let start: u32 = 0; start < n; start += width * 2) merge(from, to, start, min(start + width, n), min(start + width * 2, n));
    const swap = from;
    from = to;
    to = swap;
  }
  for (let i: u32 = 0; i < n; i++) store<u32>(out + i * 4, load<u32>(from + i * 16, 8));
  for (let i: u32 = 0, at = n; i < count; i++) if ((load<u32>(rows + i * rowBytes, 12) & wideBit) != 0) store<u32>(out + at++ * 4, i);
  return n;
}

function merge(from: usize, to: usize, start: u32, middle: u32, end: u32): void {
  let a = start;
  let b = middle;
  for (let at = start; at < end; at++) {
    const fromA = b == end || (a < middle && !isBefore(from + b * 16, from + a * 16));
    const row = from + (fromA ? a++ : b++) * 16;
    store<u64>(to + at * 16, load<u64>(row));
    store<u32>(to + at * 16, load<u32>(row, 8), 8);
  }
}

function isBefore(a: usize, b: usize): bool {
  const headA = load<u64>(a);
  const headB = load<u64>(b);
  if (headA != headB) return headA < headB;
  const rowA = rows + load<u32>(a, 8) * rowBytes;
  const rowB = rows + load<u32>(b, 8) * rowBytes;
  const bytesA = <usize>load<u32>(rowA, 8);
  const bytesB = <usize>load<u32>(rowB, 8);
  const sizeA = load<u32>(rowA, 12);
  const sizeB = load<u32>(rowB, 12);
  const both = min(sizeA, sizeB);
  // The first eight bytes are equal except for case; related names share many more.
  let i = min<u32>(8, both);
  while (i + 8 <= both && load<u64>(bytesA + i) == load<u64>(bytesB + i)) i += 8;
  for (; i < both; i++) {
    const byteA = lower(load<u8>(bytesA + i));
    const byteB = lower(load<u8>(bytesB + i));
    if (byteA != byteB) return byteA < byteB;
  }
  return sizeA != sizeB ? sizeA < sizeB : memory.compare(bytesA, bytesB, both) < 0;
}

// ---- The stored table: for its layout see server/segment/read/name-table.ts ----

const namesPerBlock: u32 = 16;

let tableOrder: usize = 0;
let tableFirsts: usize = 0;
let tableSymbols: usize = 0;
let tableStarts: usize = 0;
let tableHashes: usize = 0;
let tableOut: usize = 0;
let tableAt: usize = 0;
/** Bytes of the table that the host has taken before. */
let tableBefore: u32 = 0;

/**
 * Begins a table of names. `order`: their numbers, u32; `firsts`: for each position, where its symbols begin in `symbols`, plus the end,
 * u32. Writes where each block starts to `starts`, the hash of each ASCII name to `hashes`, and bytes to `out`.
 */
export function openNameTable(order: usize, firsts: usize, symbols: usize, starts: usize, hashes: usize, out: usize): void {
  tableOrder = order;
  tableFirsts = firsts;
  tableSymbols = symbols;
  tableStarts = starts;
  tableHashes = hashes;
  tableOut = out;
  tableAt = out;
  tableBefore = 0;
}

/** Returns the number of bytes at `out`. */
export function nameTableBytes(): u32 {
  return <u32>(tableAt - tableOut);
}

/**
 * Appends names from position `from` to `end` until there are `limit` bytes at `out`, which the host takes before it calls again. Returns
 * the next position.
 */
export function encodeNames(from: u32, end: u32, limit: u32): u32 {
  tableBefore += <u32>(tableAt - tableOut);
  let at = tableOut;
  let last: usize = 0;
  let lastSize: u32 = 0;
  let place = from;
  if (from % namesPerBlock != 0) {
    const row = rows + load<u32>(tableOrder + (from - 1) * 4) * rowBytes;
    last = <usize>load<u32>(row, 8);
    lastSize = load<u32>(row, 12) & ~wideBit;
  }
  for (; place < end && <u32>(at - tableOut) < limit; place++) {
    const row = rows + load<u32>(tableOrder + place * 4) * rowBytes;
    const bytes = <usize>load<u32>(row, 8);
    const size = load<u32>(row, 12) & ~wideBit;
    let shared: u32 = 0;
    if (place % namesPerBlock == 0) store<u32>(tableStarts + (place / namesPerBlock) * 4, tableBefore + <u32>(at - tableOut));
    else {
      const most = min(size, lastSize);
      while (shared < most && load<u8>(bytes + shared) == load<u8>(last + shared)) shared++;
    }
    at = putVarint(at, shared);
    at = putVarint(at, size - shared);
    memory.copy(at, bytes + shared, size - shared);
    at += size - shared;
    const first = load<u32>(tableFirsts + place * 4);
    const next = load<u32>(tableFirsts + place * 4, 4);
    at = putVarint(at, next - first);
    let before: u32 = 0;
    for (let i = first; i < next; i++) {
      const symbol = load<u32>(tableSymbols + i * 4);
      at = putVarint(at, symbol - before);
      before = symbol;
    }
    if ((load<u32>(row, 12) & wideBit) == 0) store<u32>(tableHashes + place * 4, foldedHash(bytes, size));
    last = bytes;
    lastSize = size;
  }
  tableAt = at;
  if (place == end) store<u32>(tableStarts + ((end + namesPerBlock - 1) / namesPerBlock) * 4, tableBefore + <u32>(at - tableOut));
  return place;
}

/** See server/segment/format/name-bloom.ts. */
function foldedHash(bytes: usize, size: u32): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let i: u32 = 0; i < size; i++) hash = (hash ^ lower(<u32>load<u8>(bytes + i))) * 0x01000193;
  hash ^= hash >> 16;
  hash *= 0x85ebca6b;
  hash ^= hash >> 13;
  hash *= 0xc2b2ae35;
  return hash ^ (hash >> 16);
}
