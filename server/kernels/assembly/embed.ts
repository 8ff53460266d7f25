/**
 * Computes a window's vector from the term numbers of the lexical pass: integer sums of int8 rows, so that the plain twin gives the same
 * bits. Every distinct term resolves its rows once.
 */
import { takeKept } from './arena';

let dims: u32 = 0;
let rows: usize = 0;
let vocabulary: usize = 0;
let nVocabulary: u32 = 0;
let scales: usize = 0;
let nBuckets: u32 = 0;
let tfWeights: usize = 0;
let unit: f64 = 1;

/**
 * Index of the vocabulary by a term's upper bits: the first entry with at least those bits. Terms are hashes, so a bucket holds only a few.
 */
const bucketBits: u32 = 14;
const bucketShift: u64 = 53 - 14;
const firstOf = memory.data(4 * ((1 << 14) + 1));

/**
 * `vocabularyPtr`: ascending f64 terms; `tfWeightsPtr`: f64 of 1 + ln tf for tf up to 255; weights are multiplied by `unit` to become
 * integers.
 */
export function setEmbedding(dimsIn: u32, rowsPtr: usize, vocabularyPtr: usize, nVocabularyIn: u32, scalesPtr: usize, nBucketsIn: u32, tfWeightsPtr: usize, unitIn: f64): void {
  dims = dimsIn;
  rows = rowsPtr;
  vocabulary = vocabularyPtr;
  nVocabulary = nVocabularyIn;
  scales = scalesPtr;
  nBuckets = nBucketsIn;
  tfWeights = tfWeightsPtr;
  unit = unitIn;
  let bucket: u32 = 0;
  for (let i: u32 = 0; i < nVocabulary; i++) {
    const own = <u32>(<u64>load<f64>(vocabulary + i * 8) >> bucketShift);
    while (bucket <= own) store<u32>(firstOf + bucket++ * 4, i);
  }
  while (bucket <= <u32>1 << bucketBits) store<u32>(firstOf + bucket++ * 4, nVocabulary);
}

export function vectorDims(): u32 {
  return dims;
}

/** Returns the rows of a term: 0 for none, row + 1, or a list [n, rows...] if the top bit is set. */
export function rowsOf(hash: u64, part: usize, size: i32): u32 {
  if (dims == 0) return 0;
  const wanted = <f64>hash;
  const bucket = firstOf + <usize>(hash >> bucketShift) * 4;
  const last = load<u32>(bucket, 4);
  for (let i = load<u32>(bucket); i < last; i++) if (load<f64>(vocabulary + i * 8) == wanted) return i + 1;
  if (size == 0 || nBuckets == 0) return 0;
  const n = size - 1;
  if (n < 1) return 0;
  const list = takeKept(4 * (n + 1));
  store<u32>(list, n);
  for (let i = 0; i < n; i++) {
    let word: u32 = 0;
    for (let j = 3; j >= 0; j--) word = (word << 8) | edged(part, size, i + j);
    const bucket = ((word * 0x9e3779b1) >> 7) % nBuckets;
    store<u32>(list + 4 + i * 4, nVocabulary + bucket);
  }
  return 0x80000000 | <u32>(list >> 2);
}

// @ts-ignore: decorator
@inline
function edged(part: usize, size: i32, i: i32): u32 {
  return i == 0 ? 0x3c : i == size + 1 ? 0x3e : <u32>load<u8>(part + i - 1);
}

// Rows of the current window: [address u32, weight i32] pairs.
const maxPending: u32 = 512;
const pending = memory.data(8 * 514);
let nPending: u32 = 0;
const sums = memory.data(4 * 1024);

// @ts-ignore: decorator
@inline
function addRow(row: u32, weight: f64): void {
  const w = <i32>Math.floor(weight * <f64>load<f32>(scales + row * 4) * unit + 0.5);
  if (w == 0) return;
  if (nPending == maxPending) flush();
  store<u32>(pending + nPending * 8, <u32>rows + row * dims);
  store<i32>(pending + nPending * 8, w, 4);
  nPending++;
}

export function addToVector(termRows: u32, tf: u32): void {
  const weight = load<f64>(tfWeights + min<u32>(tf, 255) * 8);
  if ((termRows & 0x80000000) == 0) {
    addRow(termRows - 1, weight);
    return;
  }
  const list = <usize>(termRows & 0x7fffffff) << 2;
  const n = load<u32>(list);
  for (let i: u32 = 1; i <= n; i++) addRow(load<u32>(list + i * 4), weight / <f64>n);
}

/** Adds the pending rows, two at a time: their bytes are interleaved, so that one instruction multiplies and adds both. */
function flush(): void {
  if ((nPending & 1) != 0) {
    store<u32>(pending + nPending * 8, load<u32>(pending));
    store<i32>(pending + nPending * 8, 0, 4);
    nPending++;
  }
  for (let d: u32 = 0; d < dims; d += 16) {
    const sum = sums + d * 4;
    let s0 = v128.load(sum);
    let s1 = v128.load(sum, 16);
    let s2 = v128.load(sum, 32);
    let s3 = v128.load(sum, 48);
    for (let i: u32 = 0; i < nPending; i += 2) {
      const pair = pending + i * 8;
      const a = v128.load(<usize>load<u32>(pair) + d);
      const b = v128.load(<usize>load<u32>(pair, 8) + d);
      const w = i32x4.splat((load<i32>(pair, 4) & 0xffff) | (load<i32>(pair, 12) << 16));
      const low = v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const high = v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(low), w));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(low), w));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(high), w));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(high), w));
    }
    v128.store(sum, s0);
    v128.store(sum, s1, 16);
    v128.store(sum, s2, 32);
    v128.store(sum, s3, 48);
  }
  nPending = 0;
}

/** Returns four sums times `factor`, rounded half up, as integers. */
// @ts-ignore: decorator
@inline
function scaled(values: v128, factor: v128): v128 {
  const half = f64x2.splat(0.5);
  const low = f64x2.floor(f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(values), factor), half));
  const high = f64x2.floor(f64x2.add(f64x2.mul(f64x2.convert_low_i32x4_s(v128.shuffle<u32>(values, values, 2, 3, 2, 3)), factor), half));
  return v128.shuffle<u32>(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 1, 4, 5);
}

/** Writes the window's vector: `dims` int8 at `out`, its scale as f32 at `scaleOut`, sign bits at `signsOut`. Then starts the next one. */
export function endVector(out: usize, scaleOut: usize, signsOut: usize): void {
  flush();
  let largest: i32 = 0;
  let squares: f64 = 0;
  for (let d: u32 = 0; d < dims; d++) {
    const value = load<i32>(sums + d * 4);
    largest = max(largest, value < 0 ? -value : value);
    squares += <f64>value * <f64>value;
  }
  const factor = f64x2.splat(largest == 0 ? 0 : 127 / <f64>largest);
  const zero = i32x4.splat(0);
  for (let d: u32 = 0; d < dims; d += 16) {
    const at = sums + d * 4;
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const e = v128.load(at, 48);
    // Rounded values are between -127 and 127, so narrowing loses nothing.
    const low = i16x8.narrow_i32x4_s(scaled(a, factor), scaled(b, factor));
    const high = i16x8.narrow_i32x4_s(scaled(c, factor), scaled(e, factor));
    v128.store(out + d, i8x16.narrow_i16x8_s(low, high));
    const above = i16x8.narrow_i32x4_s(i32x4.gt_s(a, zero), i32x4.gt_s(b, zero));
    const aboveHigh = i16x8.narrow_i32x4_s(i32x4.gt_s(c, zero), i32x4.gt_s(e, zero));
    store<u16>(signsOut + d / 8, <u16>i8x16.bitmask(i8x16.narrow_i16x8_s(above, aboveHigh)));
  }
  store<f32>(scaleOut, largest == 0 ? 0 : <f32>(<f64>largest / 127 / Math.sqrt(squares)));
  memory.fill(sums, 0, dims * 4);
}
