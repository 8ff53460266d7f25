/**
 * The terms of a segment in their stored form: postings, dictionary, its index and a bloom filter. Fed by the builder's own
 * terms or, on merging, by postings of other segments.
 * Dictionary: blocks of 32 terms, ascending; each term as varint(hash - one before), varint(df x 2 of more than one, else 1 + 2 x bytes of
 * postings), and for the former varint(bytes). A row of the index: first hash f64, place in the dictionary u32, place of its first
 * postings f64 split as u32 low, u32 high: 20 bytes.
 */
import { take } from './arena';
import { loadBlock, nBlocks, openTerm } from './search';
import { beginTerm, endTerm, openPostingsWriter, pushPosting, putVarint, putVarint64, readCounts, readWindows } from './postings';
import { hashes, nextPosting, nTerms, openPostings, postingWindow } from './terms-table';

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

/** `bloomBlocks`: a power of two of 64-byte blocks, zeroed. `rows`: room for 16 bytes a block of the longest term. */
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

/** The host has taken the postings: their buffer begins anew. */
export function drainPostings(): void {
  postBefore += <u64>(postAt - postStart);
  postAt = postStart;
}

/** The host has taken dictionary and index: their buffers begin anew. */
export function drainDictionary(): void {
  dictBefore += <u32>(dictAt - dictStart);
  dictAt = dictStart;
  indexAt = indexStart;
}

export function encodeBegin(): void {
  beginTerm(postAt);
}

/** Ends a term of `df` windows; without any it is left out. */
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

/** Six bits of one 64-byte block. */
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
 * Adds the postings of another segment to the term that was begun: `map` names the new window of each old one, or 0xffffffff where it is
 * dropped; new numbers ascend. Returns how many were added, or -1 where the postings make no sense.
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

// ---- The builder's own terms, in order of hash ----

let sorted: usize = 0;
let nextTerm: u32 = 0;

/** Sorts the term numbers by hash: five passes of 11 bits. */
export function sortTerms(): void {
  let keys = take(nTerms * 8);
  let ids = take(nTerms * 4);
  let otherKeys = take(nTerms * 8);
  let otherIds = take(nTerms * 4);
  const starts = take(2049 * 4);
  memory.copy(keys, hashes, nTerms * 8);
  for (let i: u32 = 0; i < nTerms; i++) store<u32>(ids + i * 4, i);
  for (let pass = 0; pass < 5; pass++) {
    const shift = <u64>(pass * 11);
    memory.fill(starts, 0, 2049 * 4);
    for (let i: u32 = 0; i < nTerms; i++) {
      const at = starts + ((<usize>(load<u64>(keys + i * 8) >> shift) & 2047) + 1) * 4;
      store<u32>(at, load<u32>(at) + 1);
    }
    for (let d = 0; d < 2048; d++) store<u32>(starts + d * 4 + 4, load<u32>(starts + d * 4 + 4) + load<u32>(starts + d * 4));
    for (let i: u32 = 0; i < nTerms; i++) {
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
  nextTerm = 0;
}

/** Encodes terms until the postings hold `limit` bytes or all are done; returns whether any is left. */
export function encodeTerms(limit: u32): bool {
  while (nextTerm < nTerms && <u32>(postAt - postStart) < limit) {
    const id = load<u32>(sorted + nextTerm * 4);
    nextTerm++;
    const df = openPostings(id);
    beginTerm(postAt);
    for (let i: u32 = 0; i < df; i++) {
      const count = nextPosting();
      pushPosting(postingWindow, count);
    }
    encodeEnd(<f64>load<u64>(hashes + id * 8), df);
  }
  return nextTerm < nTerms;
}
