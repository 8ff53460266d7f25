/** Similarity of int8 vectors and of their sign bits. */
import { offer } from './search';

/**
 * Dot products of `query` with n vectors, as f32 to `out`: the integer sum times the vector's scale times `queryScale`. The vector of row r
 * lies at `origin` + r x dims, its scale at `scales` + r x 4; `rows` are the r, u32. `dims` is a multiple of 16.
 */
export function dots(query: usize, dims: u32, origin: usize, scales: usize, rows: usize, n: u32, queryScale: f32, out: usize): void {
  for (let i: u32 = 0; i < n; i++) {
    const r = load<u32>(rows + i * 4);
    const vector = origin + r * dims;
    let sum = i32x4.splat(0);
    for (let d: u32 = 0; d < dims; d += 16) {
      const a = v128.load(query + d);
      const b = v128.load(vector + d);
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(a), i16x8.extend_low_i8x16_s(b)));
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(a), i16x8.extend_high_i8x16_s(b)));
    }
    const total = i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
    store<f32>(out + i * 4, <f32>total * load<f32>(scales + r * 4) * queryScale);
  }
}

/** Offers all living vectors by minus their Hamming distance to `query`; `bytes` is a multiple of 8. Returns the heap's size. */
export function hammingTop(
  query: usize,
  bytes: u32,
  signs: usize,
  n: u32,
  live: usize,
  base: u32,
  heap: usize,
  sizeIn: u32,
  limit: u32,
): u32 {
  let size = sizeIn;
  for (let i: u32 = 0; i < n; i++) {
    const at = signs + i * bytes;
    let distance: u64 = 0;
    for (let b: u32 = 0; b < bytes; b += 8) distance += popcnt(load<u64>(query + b) ^ load<u64>(at + b));
    const score = -(<f32>(<i32>distance));
    if (size == limit && score < load<f32>(heap)) continue;
    if (live != 0 && (load<u8>(live + (i >> 3)) & <u8>((<u32>1) << (i & 7))) == 0) continue;
    size = offer(heap, size, limit, score, base + i);
  }
  return size;
}
