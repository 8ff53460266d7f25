/** The codec of postings: the twin of assembly/postings.ts, which describes the layout. */
import { BitReader, BitWriter } from './plain-bits.js';
import type { PlainPosting } from './plain-inverter.js';
import type { PlainMemory } from './plain-memory.js';

const blockSize = 128;
const f = Math.fround;
const bits32 = new Uint32Array(1);
const float32 = new Float32Array(bits32.buffer);

export interface BlockRow {
  /** Offset of the block in memory. */
  at: number;
  /** Its last window; unknown, and therefore the highest number, in a list of one block. */
  readonly last: number;
  readonly impact: number;
  readonly comments: number;
  readonly names: number;
  readonly topNames: number;
  readonly count: number;
}

/** Writes the postings of one term at `out` and returns their end. `lengths`: u32 body length of each window. */
export function writePostings(memory: PlainMemory, postings: readonly PlainPosting[], lengths: number, out: number): number {
  const blocks: { readonly bytes: Uint8Array; readonly postings: readonly PlainPosting[] }[] = [];
  let next = 0;
  for (let i = 0; i < postings.length; i += blockSize) {
    const block = postings.slice(i, i + blockSize);
    blocks.push({ bytes: encodeBlock(block, next), postings: block });
    next = block.at(-1)!.window + 1;
  }
  const { bytes } = memory;
  let last = 0;
  if (blocks.length > 1)
    for (const block of blocks) {
      const window = block.postings.at(-1)!.window;
      out = putVarint(bytes, out, window - last);
      last = window;
      out = putVarint(bytes, out, block.bytes.length);
      const max = (of: (posting: PlainPosting) => number): number => Math.max(...block.postings.map(of));
      bytes[out++] = impactByte(max(({ window: w, body }) => f(body / f(f(0.25) + f(f(0.75) * f(memory.u32(lengths + w * 4) / 256))))));
      const names = Math.min(
        255,
        max(posting => posting.names),
      );
      out = putVarint(bytes, out, max(posting => posting.comments) * 2 + (names > 0 ? 1 : 0));
      if (names > 0) {
        bytes[out++] = names;
        bytes[out++] = Math.min(
          255,
          max(posting => posting.topNames),
        );
      }
    }
  for (const block of blocks) {
    bytes.set(block.bytes, out);
    out += block.bytes.length;
  }
  return out;
}

export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  while (rest >= 128) {
    bytes[at++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

function encodeBlock(postings: readonly PlainPosting[], firstWindow: number): Uint8Array {
  const allOnes = postings.every(({ body }) => body === 1);
  const noOthers = postings.every(posting => posting.comments + posting.names + posting.topNames === 0);
  const k = bestK(postings, firstWindow);
  const bytes = new Uint8Array(16 + postings.length * 32);
  bytes[0] = k | (allOnes ? 0x20 : 0) | (noOthers ? 0x40 : 0);
  const out = new BitWriter(bytes, 1);
  let next = firstWindow;
  for (const posting of postings) {
    out.golomb(posting.window - next, k);
    next = posting.window + 1;
    if (!allOnes) out.golomb(posting.body - 1, 0);
    if (!noOthers) writeOthers(out, posting);
  }
  return bytes.subarray(0, out.close());
}

function writeOthers(out: BitWriter, { body, comments, names, topNames }: PlainPosting): void {
  const any = comments + names + topNames > 0;
  out.bit(any ? 1 : 0);
  if (!any) return;
  out.bit(comments > 0 ? 1 : 0);
  if (comments > 0) {
    out.bit(comments === body ? 1 : 0);
    if (comments !== body) out.golomb(comments - 1, 0);
  }
  out.bit(names > 0 ? 1 : 0);
  if (names > 0) {
    out.golomb(names - 1, 0);
    out.golomb(names - topNames, 0);
  }
}

/** Returns the k of the cheapest code, by the lengths of the numbers. */
function bestK(postings: readonly PlainPosting[], firstWindow: number): number {
  const histogram = new Uint32Array(33);
  let next = firstWindow;
  let longest = 0;
  for (const { window } of postings) {
    const size = 32 - Math.clz32(window - next);
    next = window + 1;
    longest = Math.max(longest, size);
    histogram[size]!++;
  }
  let best = 0;
  let bestBits = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= longest; k++) {
    let bits = 0;
    for (let size = 0; size <= longest; size++) bits += histogram[size]! * (size <= k ? k + 1 : 2 * (size - k) + k + 1);
    if (bits < bestBits) {
      bestBits = bits;
      best = k;
    }
  }
  return best;
}

/** Returns the next step above x on a scale of 16 steps per octave, from 2^-8 to 2^8. */
function impactByte(x: number): number {
  float32[0] = x;
  const step = (bits32[0]! >>> 19) + 1 - (119 << 4);
  return Math.max(0, Math.min(255, step));
}

function impactOf(byte: number): number {
  bits32[0] = (byte + (119 << 4)) << 19;
  return float32[0]!;
}

/** Returns the blocks of a list, from the table at its beginning. */
export function readBlockRows(memory: PlainMemory, postings: number, df: number): BlockRow[] {
  const nBlocks = Math.ceil(df / blockSize);
  const countOf = (i: number): number => Math.min(blockSize, df - i * blockSize);
  if (nBlocks === 1) return [{ at: postings, last: 0xffffffff, impact: 65_536, comments: 65_535, names: 255, topNames: 255, count: df }];
  const { bytes } = memory;
  let at = postings;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const rows: BlockRow[] = [];
  const sizes: number[] = [];
  let last = 0;
  for (let i = 0; i < nBlocks; i++) {
    last += varint();
    sizes.push(varint());
    const impact = impactOf(bytes[at++]!);
    const comments = varint();
    const hasNames = comments % 2 === 1;
    const names = hasNames ? bytes[at++]! : 0;
    const topNames = hasNames ? bytes[at++]! : 0;
    rows.push({ at: 0, last, impact, comments: Math.floor(comments / 2), names, topNames, count: countOf(i) });
  }
  for (const [i, row] of rows.entries()) {
    row.at = at;
    at += sizes[i]!;
  }
  return rows;
}

/** Returns the postings of block i. */
export function readBlock(memory: PlainMemory, rows: readonly BlockRow[], i: number): PlainPosting[] {
  const row = rows[i]!;
  const head = memory.bytes[row.at]!;
  const k = head & 31;
  const input = new BitReader(memory.bytes, row.at + 1);
  const postings: PlainPosting[] = [];
  let next = i === 0 ? 0 : rows[i - 1]!.last + 1;
  for (let n = 0; n < row.count; n++) {
    const window = next + input.golomb(k);
    next = window + 1;
    const body = (head & 0x20) !== 0 ? 1 : input.golomb(0) + 1;
    let comments = 0;
    let names = 0;
    let topNames = 0;
    if ((head & 0x40) === 0 && input.bit() === 1) {
      if (input.bit() === 1) comments = input.bit() === 1 ? body : input.golomb(0) + 1;
      if (input.bit() === 1) {
        names = input.golomb(0) + 1;
        topNames = names - input.golomb(0);
      }
    }
    postings.push({ window, body, comments, names, topNames });
  }
  return postings;
}
