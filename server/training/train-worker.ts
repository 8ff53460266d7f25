/**
 * One thread of a training run: takes batches, and updates the shared table without locks. Two threads may write one row at the same time;
 * such updates are rare and small, and their only effect is that two runs differ in their last digits.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { lowerBound } from '../base/lower-bound.js';
import { Random } from './random.js';
import { maxRowsPerText, maxTouched, memoryLayout, type WorkerBirth } from './training-data.js';
import { wasm } from './wasm-memory.js';

interface Dense {
  /** Takes 6 parameters because a WebAssembly function takes only numbers. */
  gatherRows(out: number, table: number, rows: number, weights: number, n: number, dims: number): void;
  /** Takes 6 parameters because a WebAssembly function takes only numbers. */
  scatterRows(gradients: number, slots: number, weights: number, n: number, gradient: number, dims: number): void;
  /** Takes 10 parameters because a WebAssembly function takes only numbers. */
  adamRows(
    table: number,
    first: number,
    second: number,
    gradients: number,
    rows: number,
    n: number,
    dims: number,
    rate: number,
    beta1: number,
    beta2: number,
  ): void;
  products(out: number, a: number, b: number, n: number, dims: number): void;
  /** Takes 7 parameters because a WebAssembly function takes only numbers. */
  weightedRows(out: number, weights: number, b: number, n: number, dims: number, rowStep: number, columnStep: number): void;
}

// The trainer starts this worker with a WorkerBirth.
const { thread, data, plan, memory, module, progress } = workerData as WorkerBirth;
// The exports of `assembly/dense.ts`.
const dense = new wasm.Instance(module, { env: { memory } }).exports as Dense;
const { dims } = data;
const n = plan.groupSize * plan.nGroups;
const layout = memoryLayout(data, plan);
const scratch = layout.scratch[thread]!;
const floats = new Float32Array(memory.buffer);
const words = new Uint32Array(memory.buffer);
const random = new Random(plan.seed * 7919 + thread * 104_729 + 1);
const logs = Float64Array.from({ length: 256 }, (_, tf) => (tf === 0 ? 0 : 1 + Math.log(tf)));

/** The pairs of each repository in this thread's own order, and how far it has come. */
const nRepositories = data.repositories.length - 1;
const orders = Array.from({ length: nRepositories }, (_, r) => {
  const order = Uint32Array.from({ length: data.repositories[r + 1]! - data.repositories[r]! }, (_, i) => data.repositories[r]! + i);
  random.shuffle(order);
  return order;
});
const cursors = new Uint32Array(nRepositories);
const shares = new Float64Array(nRepositories);
let total = 0;
for (let r = 0; r < nRepositories; r++) {
  const size = orders[r]!.length;
  if (size >= plan.groupSize) total += size ** 0.8;
  shares[r] = total;
}

const slotOfRow = new Int32Array(data.nRows).fill(-1);
const starts = new Uint32Array(2 * n + 1);
const lengths = new Float64Array(2 * n);
let nTouched = 0;
let nEntries = 0;

function pickRepository(): number {
  const wanted = random.next() * total;
  return lowerBound(0, nRepositories - 1, i => shares[i]! > wanted);
}

function addEntry(row: number, weight: number): void {
  let slot = slotOfRow[row]!;
  if (slot < 0) {
    if (nTouched === maxTouched) return;
    slot = nTouched++;
    slotOfRow[row] = slot;
    words[scratch.touched / 4 + slot] = row;
  }
  words[scratch.rows / 4 + nEntries] = row;
  words[scratch.slots / 4 + nEntries] = slot;
  floats[scratch.weights / 4 + nEntries] = weight;
  nEntries++;
}

/** Sums the rows of a bag into its vector and normalises it. */
function embed(text: number, bag: number): void {
  const from = nEntries;
  for (let e = data.bagStarts[bag]!; e < data.bagStarts[bag + 1]!; e++) {
    const entry = data.entries[e]!;
    const term = entry & 0xffffff;
    const weight = logs[entry >>> 24]!;
    const row = data.rowOf[term]!;
    if (nEntries - from > maxRowsPerText - 80 || nEntries > 2 * n * 256 - 80) break;
    if (row >= 0) addEntry(row, weight);
    else {
      const first = data.gramStarts[term]!;
      const count = data.gramStarts[term + 1]! - first;
      for (let g = 0; g < count && g < 64; g++) addEntry(data.nTerms + data.grams[first + g]!, weight / count);
    }
  }
  starts[text] = from;
  const out = scratch.vectors + text * dims * 4;
  dense.gatherRows(out, layout.table, scratch.rows + from * 4, scratch.weights + from * 4, nEntries - from, dims);
  let squares = 1e-12;
  for (let d = out / 4; d < out / 4 + dims; d++) squares += floats[d]! * floats[d]!;
  const length = Math.sqrt(squares);
  lengths[text] = length;
  for (let d = out / 4; d < out / 4 + dims; d++) floats[d]! /= length;
}

/** Symmetric InfoNCE over the batch; overwrites the scores with the gradient of the loss. Returns the mean loss. */
function lossOf(items: Uint32Array): number {
  const at = scratch.scores / 4;
  const scale = 1 / plan.temperature;
  const exps = new Float32Array(n * n);
  const rowSums = new Float64Array(n);
  const columnSums = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      // Another copy of the same thing is not a wrong answer.
      const e = i !== j && items[i] === items[j] ? 0 : Math.exp((floats[at + i * n + j]! - 1) * scale);
      exps[i * n + j] = e;
      rowSums[i]! += e;
      columnSums[j]! += e;
    }
  }
  let loss = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const e = exps[i * n + j]!;
      const gradient = 0.5 * (e / rowSums[i]! + e / columnSums[j]!) - (i === j ? 1 : 0);
      if (i === j) loss -= 0.5 * (Math.log(e / rowSums[i]!) + Math.log(e / columnSums[j]!));
      floats[at + i * n + j] = (gradient * scale) / n;
    }
  }
  return loss / n;
}

/** Turns the gradient of a unit vector into that of its source: removes the part along the vector and divides by the source's length. */
function backThroughUnit(text: number): void {
  const v = (scratch.vectors + text * dims * 4) / 4;
  const g = (scratch.gradients + text * dims * 4) / 4;
  let along = 0;
  for (let d = 0; d < dims; d++) along += floats[v + d]! * floats[g + d]!;
  for (let d = 0; d < dims; d++) floats[g + d] = (floats[g + d]! - along * floats[v + d]!) / lengths[text]!;
}

const items = new Uint32Array(n);
let lossSum = 0;
let nLosses = 0;
for (let batch = Atomics.add(progress, 0, 1); batch < plan.nBatches; batch = Atomics.add(progress, 0, 1)) {
  nTouched = 0;
  nEntries = 0;
  for (let group = 0; group < plan.nGroups; group++) {
    const repository = pickRepository();
    const order = orders[repository]!;
    for (let i = 0; i < plan.groupSize; i++) {
      const pair = order[cursors[repository]!++ % order.length]!;
      const at = group * plan.groupSize + i;
      items[at] = data.pairs[pair * 3 + 2]!;
      embed(at, data.pairs[pair * 3]!);
      embed(n + at, data.pairs[pair * 3 + 1]!);
    }
  }
  starts[2 * n] = nEntries;
  const width = dims * 4;
  // Texts were embedded alternately, so a text's entries end where those of the next embedded text begin.
  dense.products(scratch.scores, scratch.vectors, scratch.vectors + n * width, n, dims);
  lossSum += lossOf(items);
  nLosses++;
  dense.weightedRows(scratch.gradients, scratch.scores, scratch.vectors + n * width, n, dims, n, 1);
  dense.weightedRows(scratch.gradients + n * width, scratch.scores, scratch.vectors, n, dims, 1, n);
  for (let text = 0; text < 2 * n; text++) {
    backThroughUnit(text);
    const from = starts[text]!;
    const to = text < n ? starts[n + text]! : text + 1 < 2 * n ? starts[text - n + 1]! : nEntries;
    dense.scatterRows(
      scratch.touchedGradients,
      scratch.slots + from * 4,
      scratch.weights + from * 4,
      to - from,
      scratch.gradients + text * width,
      dims,
    );
  }
  const share = batch / plan.nBatches;
  const rate = plan.rate * Math.min(1, (batch + 1) / 100) * (1 - share);
  // The warm-up replaces the bias correction of a row's first steps.
  dense.adamRows(layout.table, layout.first, layout.second, scratch.touchedGradients, scratch.touched, nTouched, dims, rate, 0.9, 0.99);
  for (let slot = 0; slot < nTouched; slot++) slotOfRow[words[scratch.touched / 4 + slot]!] = -1;
  if (batch % 50 === 0) {
    parentPort?.postMessage({ batch, loss: lossSum / nLosses });
    lossSum = 0;
    nLosses = 0;
  }
}
parentPort?.postMessage({ done: true });
