/** Similarity of int8 vectors and of their sign bits. */
/**
 * Writes the dot products of `query` with n vectors as f32 to `out`: the integer sum times the vector's scale times `queryScale`. The
 * vector of row r is at `origin` + r x dims, its scale at `scales` + r x 4; `rows` are the r, u32. `dims` is a multiple of 16.
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

/** The distance given to a vector that is not live. */
const dead: u32 = 0xffff;

/** Returns the least distance within which `wanted` vectors have been counted, or `most`. */
function boundOf(counts: usize, wanted: u32, most: u32): u32 {
  let nearer: u32 = 0;
  for (let d: u32 = 0; d < most; d++) {
    nearer += load<u32>(counts + d * 4);
    if (nearer >= wanted) return d;
  }
  return most;
}

/**
 * Writes the Hamming distances of n vectors' sign bits to those of `query` as u16 to `distances`, and adds the number of live vectors at
 * each distance to the u32 at `counts`. Vectors farther than `wanted` others are no longer counted. `bytes` is even.
 */
export function signDistances(query: usize, bytes: u32, signs: usize, n: u32, live: usize, distances: usize, counts: usize, wanted: u32): void {
  let bound = boundOf(counts, wanted, bytes * 8);
  let i: u32 = 0;
  if (bytes == 16) {
    const first = load<u64>(query);
    const second = load<u64>(query, 8);
    let most = i16x8.splat(<i16>bound);
    for (; i + 8 <= n; i += 8) {
      const at = signs + i * 16;
      let eight = i64x2.splat(four(at, first, second));
      eight = i64x2.replace_lane(eight, 1, four(at + 64, first, second));
      const alive: u32 = live == 0 ? 0xff : load<u8>(live + (i >> 3));
      v128.store(distances + i * 2, eight);
      if (alive != 0xff) {
        for (let lane: u32 = 0; lane < 8; lane++) if ((alive & (1 << lane)) == 0) store<u16>(distances + (i + lane) * 2, <u16>dead);
        eight = v128.load(distances + i * 2);
      }
      let near = i16x8.bitmask(i16x8.le_u(eight, most));
      while (near != 0) {
        const distance: u32 = load<u16>(distances + (i + <u32>ctz(near)) * 2);
        near &= near - 1;
        store<u32>(counts + distance * 4, load<u32>(counts + distance * 4) + 1);
      }
      if ((i & 8191) == 8184) {
        bound = boundOf(counts, wanted, bytes * 8);
        most = i16x8.splat(<i16>bound);
      }
    }
  }
  for (; i < n; i++) {
    const at = signs + i * bytes;
    let distance: u32 = 0;
    let b: u32 = 0;
    for (; b + 8 <= bytes; b += 8) distance += <u32>popcnt(load<u64>(query + b) ^ load<u64>(at + b));
    for (; b < bytes; b += 2) distance += popcnt(<u32>(load<u16>(query + b) ^ load<u16>(at + b)));
    if (live != 0 && (load<u8>(live + (i >> 3)) & <u8>((<u32>1) << (i & 7))) == 0) distance = dead;
    else if (distance <= bound) store<u32>(counts + distance * 4, load<u32>(counts + distance * 4) + 1);
    if ((i & 8191) == 8191) bound = boundOf(counts, wanted, bytes * 8);
    store<u16>(distances + i * 2, <u16>distance);
  }
}

/** Returns the distances of four vectors of 128 bits, lowest first. */
// @ts-ignore: decorator
@inline
function four(at: usize, first: u64, second: u64): u64 {
  const a = popcnt(first ^ load<u64>(at)) + popcnt(second ^ load<u64>(at, 8));
  const b = popcnt(first ^ load<u64>(at, 16)) + popcnt(second ^ load<u64>(at, 24));
  const c = popcnt(first ^ load<u64>(at, 32)) + popcnt(second ^ load<u64>(at, 40));
  const d = popcnt(first ^ load<u64>(at, 48)) + popcnt(second ^ load<u64>(at, 56));
  return a | (b << 16) | (c << 32) | (d << 48);
}

/**
 * Writes the numbers of vectors nearer than `limit`, and of the first ones at `limit`, as many as the u32 at `left` allows, which counts
 * down. Numbers start at `base` and ascend in `out`. Returns how many. 16 readable bytes follow the distances.
 */
export function nearSigns(distances: usize, n: u32, base: u32, limit: u32, left: usize, out: usize): u32 {
  const most = i16x8.splat(<i16>limit);
  let nLeft = load<u32>(left);
  let found: u32 = 0;
  for (let i: u32 = 0; i < n; i += 8) {
    let bits = i16x8.bitmask(i16x8.le_u(v128.load(distances + i * 2), most));
    while (bits != 0) {
      const at = i + <u32>ctz(bits);
      bits &= bits - 1;
      if (at >= n) break;
      if (load<u16>(distances + at * 2) == <u16>limit) {
        if (nLeft == 0) continue;
        nLeft--;
      }
      store<u32>(out + found * 4, base + at);
      found++;
    }
  }
  store<u32>(left, nLeft);
  return found;
}
