/**
 * Encodes the terms of a segment as they are stored: postings, dictionary, its index and a bloom filter. The input is the builder's terms
 * or, when merging, the postings of other segments.
 * Dictionary: blocks of 32 terms, ascending; each term as varint(hash - previous hash), varint(df x 2 for more than one posting, else 1 + 2
 * x bytes of postings), and for the former varint(bytes of postings). Row of the index, 20 bytes: first hash f64, offset in the dictionary
 * u32, offset of its first postings as u32 low, u32 high.
 */
import { take } from './arena';
import { loadBlock, nBlocks, openTerm } from './search';
import { beginTerm, endTerm, openPostingsWriter, pushPosting, putVarint, putVarint64, readCounts, readWindows } from './postings';
import { chunks, closeLog, hashes, nChunks, nLive, nLogged, nTerms, rowBytes, rows } from './terms-table';

const termsPerBlock: u32 = 32;
export const indexRowBytes: u32 = 20;

let dictStart: usize = 0;
let dictAt: usize = 0;
let indexAt: usize = 0;
let indexStart: usize = 0;
let postStart: usize = 0;
let postAt: usize = 0;
/** Bytes that were drained before `dictStart` and `postStart`. */
let dictBefore: u32 = 0;
let postBefore: u64 = 0;
let inBlock: u32 = 0;
let lastHash: u64 = 0;
let bloom: usize = 0;
let bloomMask: u32 = 0;
let nWritten: u32 = 0;

/** `bloomBlocks`: a power of two of 64-byte blocks, zeroed. `rows`: space for 16 bytes per block of the longest term. */
export function openEncoder(lengths: usize, rows: usize, dict: usize, index: usize, post: usize, bloomPtr: usize, bloomBlocks: u32): void {
  openPostingsWriter(lengths, rows);
  dictStart = dictAt = dict;
  indexStart = indexAt = index;
  postStart = postAt = post;
  dictBefore = 0;
  postBefore = 0;
  inBlock = 0;
  lastHash = 0;
  bloom = bloomPtr;
  bloomMask = bloomBlocks - 1;
  nWritten = 0;
}

export function dictBytes(): u32 {
  return <u32>(dictAt - dictStart);
}
export function indexBytes(): u32 {
  return <u32>(indexAt - indexStart);
}
export function postingsBytes(): u32 {
  return <u32>(postAt - postStart);
}
export function termsWritten(): u32 {
  return nWritten;
}

/** Resets the buffer of postings after the host has copied it. */
export function drainPostings(): void {
  postBefore += <u64>(postAt - postStart);
  postAt = postStart;
}

/** Resets the buffers of dictionary and index after the host has copied them. */
export function drainDictionary(): void {
  dictBefore += <u32>(dictAt - dictStart);
  dictAt = dictStart;
  indexAt = indexStart;
}

export function encodeBegin(): void {
  beginTerm(postAt);
}

/** Ends a term of `df` windows; a term without any is left out. */
export function encodeEnd(term: f64, df: u32): void {
  const hash = <u64>term;
  if (df == 0) return;
  const end = endTerm();
  const size = <u32>(end - postAt);
  if (inBlock == 0) {
    const before = postBefore + <u64>(postAt - postStart);
    store<f64>(indexAt, <f64>hash);
    store<u32>(indexAt, dictBefore + <u32>(dictAt - dictStart), 8);
    store<u32>(indexAt, <u32>before, 12);
    store<u32>(indexAt, <u32>(before >> 32), 16);
    indexAt += indexRowBytes;
    lastHash = hash;
  }
  dictAt = putVarint64(dictAt, hash - lastHash);
  lastHash = hash;
  if (df == 1) dictAt = putVarint(dictAt, (size << 1) | 1);
  else {
    dictAt = putVarint(dictAt, df << 1);
    dictAt = putVarint(dictAt, size);
  }
  if (++inBlock == termsPerBlock) inBlock = 0;
  postAt = end;
  nWritten++;
  bloomAdd(hash);
}

/** Sets six bits of one 64-byte block. */
function bloomAdd(hash: u64): void {
  const block = bloom + (<u32>(hash >> 21) & bloomMask) * 64;
  let bits = <u64>(<u32>hash) * 0x9e3779b97f4a7c15;
  for (let i = 0; i < 6; i++) {
    const bit = <u32>(bits >> 55);
    bits <<= 9;
    store<u8>(block + (bit >> 3), load<u8>(block + (bit >> 3)) | <u8>((<u32>1) << (bit & 7)));
  }
}

/**
 * Adds the postings of another segment to the open term. `map` gives the new number of each old window, or 0xffffffff if it is dropped; new
 * numbers ascend. Returns how many were added, or -1 if the postings are invalid.
 */
export function encodeFrom(postings: usize, df: u32, map: usize, nWindows: u32): i32 {
  if (!openTerm(postings, df)) return -1;
  let added = 0;
  for (let i: u32 = 0; i < nBlocks; i++) {
    const count = loadBlock(i);
    for (let j: u32 = 0; j < count; j++) {
      const old = load<u32>(readWindows + j * 4);
      if (old >= nWindows) return -1;
      const window = load<u32>(map + old * 4);
      if (window == 0xffffffff) continue;
      pushPosting(window, load<u64>(readCounts + j * 8));
      added++;
    }
  }
  return added;
}

// ---- The builder's terms, in order of hash ----

let sorted: usize = 0;
let nSorted: u32 = 0;
let nextTerm: u32 = 0;
/** Where the postings of the next term begin: pairs of u32, the window and either its counts or their address. */
let nextPostings: usize = 0;

/** Sorts the terms by hash and the entries of the log by term. */
export function sortTerms(): void {
  sortByHash();
  const postings = take(nLogged * 8);
  nextPostings = postings;
  nextTerm = 0;
  let at = postings;
  for (let i: u32 = 0; i < nSorted; i++) {
    const row = rows + load<u32>(sorted + i * 4) * rowBytes;
    const df = load<u32>(row, 8);
    // Now points to where the term's next posting goes, so that in the end it points behind them.
    store<u32>(row, <u32>at, 8);
    at += df * 8;
  }
  closeLog();
  for (let c: u32 = 0; c < nChunks; c++) scatter(load<u32>(chunks + c * 8), load<u32>(chunks + c * 8, 4));
}

function scatter(start: usize, end: usize): void {
  let at = start;
  while (at < end) {
    const window = <u64>load<u32>(at);
    const last = at + 8 + load<u32>(at, 4) * 4;
    at += 8;
    while (at < last) {
      const word = load<u32>(at);
      const row = rows + (word >> 8) * rowBytes;
      const to = <usize>load<u32>(row, 8);
      store<u32>(row, <u32>to + 8, 8);
      let counts = word & 0xff;
      at += 4;
      if (counts == 0) {
        // Words are aligned to four bytes.
        counts = 0x80000000 | (<u32>at >> 2);
        at += 8;
      }
      store<u64>(to, window | (<u64>counts << 32));
    }
  }
}

/** Writes the numbers of the segment's terms, sorted by hash: a radix sort with five passes of 11 bits. */
function sortByHash(): void {
  nSorted = nLive;
  let keys = take(nLive * 8);
  let ids = take(nLive * 4);
  let otherKeys = take(nLive * 8);
  let otherIds = take(nLive * 4);
  const starts = take(2049 * 4);
  let n: u32 = 0;
  for (let id: u32 = 0; id < nTerms; id++) {
    if (load<u32>(rows + id * rowBytes, 8) == 0) continue;
    store<u64>(keys + n * 8, load<u64>(hashes + id * 8));
    store<u32>(ids + n * 4, id);
    n++;
  }
  for (let pass = 0; pass < 5; pass++) {
    const shift = <u64>(pass * 11);
    memory.fill(starts, 0, 2049 * 4);
    for (let i: u32 = 0; i < n; i++) {
      const at = starts + ((<usize>(load<u64>(keys + i * 8) >> shift) & 2047) + 1) * 4;
      store<u32>(at, load<u32>(at) + 1);
    }
    for (let d = 0; d < 2048; d++) store<u32>(starts + d * 4 + 4, load<u32>(starts + d * 4 + 4) + load<u32>(starts + d * 4));
    for (let i: u32 = 0; i < n; i++) {
      const key = load<u64>(keys + i * 8);
      const at = starts + (<usize>(key >> shift) & 2047) * 4;
      const place = load<u32>(at);
      store<u32>(at, place + 1);
      store<u64>(otherKeys + place * 8, key);
      store<u32>(otherIds + place * 4, load<u32>(ids + i * 4));
    }
    const k = keys;
    keys = otherKeys;
    otherKeys = k;
    const d = ids;
    ids = otherIds;
    otherIds = d;
  }
  sorted = ids;
}

// @ts-ignore: decorator
@inline
function countsOf(word: u32): u64 {
  if ((word & 0x80000000) != 0) return load<u64>(<usize>(word & 0x7fffffff) << 2);
  const body = <u64>(word & 0x7f);
  return (word & 0x80) != 0 ? body | (body << 16) : body;
}

/** Encodes terms until the postings hold `limit` bytes or all terms are done. Returns whether any are left. */
export function encodeTerms(limit: u32): bool {
  while (nextTerm < nSorted && <u32>(postAt - postStart) < limit) {
    const id = load<u32>(sorted + nextTerm * 4);
    nextTerm++;
    const end = <usize>load<u32>(rows + id * rowBytes, 8);
    const df = <u32>(end - nextPostings) >> 3;
    beginTerm(postAt);
    for (let at = nextPostings; at < end; at += 8) pushPosting(load<u32>(at), countsOf(load<u32>(at, 4)));
    nextPostings = end;
    encodeEnd(<f64>load<u64>(hashes + id * 8), df);
  }
  return nextTerm < nSorted;
}
