/**
 * Dense arithmetic of the trainer in SIMD: sums of rows, products of matrices, and Adam on single rows. All f32, widths a multiple of 4.
 */

/** out = sum of weights[i] x table[rows[i]]. */
export function gatherRows(out: usize, table: usize, rows: usize, weights: usize, n: u32, dims: u32): void {
  memory.fill(out, 0, dims * 4);
  for (let i: u32 = 0; i < n; i++) {
    const w = f32x4.splat(load<f32>(weights + i * 4));
    const row = table + <usize>load<u32>(rows + i * 4) * dims * 4;
    for (let d: u32 = 0; d < dims * 4; d += 16) {
      v128.store(out + d, f32x4.add(v128.load(out + d), f32x4.mul(w, v128.load(row + d))));
    }
  }
}

/** gradients[slots[i]] += weights[i] x gradient. */
export function scatterRows(gradients: usize, slots: usize, weights: usize, n: u32, gradient: usize, dims: u32): void {
  for (let i: u32 = 0; i < n; i++) {
    const w = f32x4.splat(load<f32>(weights + i * 4));
    const row = gradients + <usize>load<u32>(slots + i * 4) * dims * 4;
    for (let d: u32 = 0; d < dims * 4; d += 16) {
      v128.store(row + d, f32x4.add(v128.load(row + d), f32x4.mul(w, v128.load(gradient + d))));
    }
  }
}

/** One step of Adam on the rows that a batch touched; zeroes their gradients. */
export function adamRows(
  table: usize,
  first: usize,
  second: usize,
  gradients: usize,
  rows: usize,
  n: u32,
  dims: u32,
  rate: f32,
  beta1: f32,
  beta2: f32,
): void {
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const c1 = f32x4.splat(1 - beta1);
  const c2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate);
  const tiny = f32x4.splat(1e-8);
  const zero = f32x4.splat(0);
  for (let i: u32 = 0; i < n; i++) {
    const at = <usize>load<u32>(rows + i * 4) * dims * 4;
    const from = gradients + <usize>i * dims * 4;
    for (let d: u32 = 0; d < dims * 4; d += 16) {
      const g = v128.load(from + d);
      const m = f32x4.add(f32x4.mul(b1, v128.load(first + at + d)), f32x4.mul(c1, g));
      const v = f32x4.add(f32x4.mul(b2, v128.load(second + at + d)), f32x4.mul(c2, f32x4.mul(g, g)));
      v128.store(first + at + d, m);
      v128.store(second + at + d, v);
      const change = f32x4.div(f32x4.mul(step, m), f32x4.add(f32x4.sqrt(v), tiny));
      v128.store(table + at + d, f32x4.sub(v128.load(table + at + d), change));
      v128.store(from + d, zero);
    }
  }
}

/** out[i][j] = a[i] . b[j]; n rows each. */
export function products(out: usize, a: usize, b: usize, n: u32, dims: u32): void {
  const width = dims * 4;
  for (let i: u32 = 0; i < n; i += 2) {
    for (let j: u32 = 0; j < n; j += 2) {
      let s00 = f32x4.splat(0);
      let s01 = s00;
      let s10 = s00;
      let s11 = s00;
      const a0 = a + i * width;
      const b0 = b + j * width;
      for (let d: u32 = 0; d < width; d += 16) {
        const x0 = v128.load(a0 + d);
        const x1 = v128.load(a0 + width + d);
        const y0 = v128.load(b0 + d);
        const y1 = v128.load(b0 + width + d);
        s00 = f32x4.add(s00, f32x4.mul(x0, y0));
        s01 = f32x4.add(s01, f32x4.mul(x0, y1));
        s10 = f32x4.add(s10, f32x4.mul(x1, y0));
        s11 = f32x4.add(s11, f32x4.mul(x1, y1));
      }
      store<f32>(out + (i * n + j) * 4, sumOf(s00));
      store<f32>(out + (i * n + j + 1) * 4, sumOf(s01));
      store<f32>(out + ((i + 1) * n + j) * 4, sumOf(s10));
      store<f32>(out + ((i + 1) * n + j + 1) * 4, sumOf(s11));
    }
  }
}

function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

/** out[i] = sum over j of weights[i * rowStep + j * columnStep] x b[j]. Swapping the steps multiplies by the transpose. */
export function weightedRows(out: usize, weights: usize, b: usize, n: u32, dims: u32, rowStep: u32, columnStep: u32): void {
  const width = dims * 4;
  for (let i: u32 = 0; i < n; i++) {
    const to = out + i * width;
    memory.fill(to, 0, width);
    for (let j: u32 = 0; j < n; j += 2) {
      const w0 = load<f32>(weights + (i * rowStep + j * columnStep) * 4);
      const w1 = load<f32>(weights + (i * rowStep + (j + 1) * columnStep) * 4);
      // After a few steps most weights are almost zero.
      if (Mathf.abs(w0) + Mathf.abs(w1) < 1e-6) continue;
      const x0 = f32x4.splat(w0);
      const x1 = f32x4.splat(w1);
      const from = b + j * width;
      for (let d: u32 = 0; d < width; d += 16) {
        const sum = f32x4.add(f32x4.mul(x0, v128.load(from + d)), f32x4.mul(x1, v128.load(from + width + d)));
        v128.store(to + d, f32x4.add(v128.load(to + d), sum));
      }
    }
  }
}
