/** Data shared by the threads of a training run: bags, pairs and the table's memory, all flat. Types, and the layout of the memory. */

import type { CompiledModule, SharedMemory } from './wasm-memory.js';

export interface TrainingData {
  /** Row of each term, or -1 for a term represented by its grams (a compound has none and adds nothing). */
  readonly rowOf: Int32Array<SharedArrayBuffer>;
  readonly gramStarts: Uint32Array<SharedArrayBuffer>;
  /** Buckets; their rows begin at `nTerms`. */
  readonly grams: Uint32Array<SharedArrayBuffer>;
  readonly bagStarts: Uint32Array<SharedArrayBuffer>;
  readonly entries: Uint32Array<SharedArrayBuffer>;
  /** Three per pair: question bag, code bag, and the number of the thing that both describe. Sorted by repository. */
  readonly pairs: Uint32Array<SharedArrayBuffer>;
  /** First pair of each repository, then the number of pairs. */
  readonly repositories: Uint32Array<SharedArrayBuffer>;
  readonly nTerms: number;
  readonly nRows: number;
  readonly dims: number;
}

export interface TrainingPlan {
  readonly seed: number;
  readonly nThreads: number;
  readonly nBatches: number;
  /** Pairs of one repository in a batch; the batch mostly learns to distinguish these. */
  readonly groupSize: number;
  readonly nGroups: number;
  readonly rate: number;
  readonly temperature: number;
}

export interface WorkerBirth {
  readonly thread: number;
  readonly data: TrainingData;
  readonly plan: TrainingPlan;
  readonly memory: SharedMemory;
  readonly module: CompiledModule;
  /** Batches done by all threads. */
  readonly progress: Int32Array<SharedArrayBuffer>;
}

/** Upper bound of rows that one batch touches. */
export const maxTouched = 1 << 16;
/** Upper bound of rows that one text sums. */
export const maxRowsPerText = 2048;

/** Returns byte offsets: the table, Adam's two moments, then a scratch area per thread. */
export function memoryLayout(data: Pick<TrainingData, 'nRows' | 'dims'>, plan: Pick<TrainingPlan, 'groupSize' | 'nGroups' | 'nThreads'>) {
  const tableBytes = data.nRows * data.dims * 4;
  const n = plan.groupSize * plan.nGroups;
  let at = 1024;
  const take = (bytes: number): number => {
    const start = at;
    at += (bytes + 63) & ~63;
    return start;
  };
  const table = take(tableBytes);
  const first = take(tableBytes);
  const second = take(tableBytes);
  const scratch = Array.from({ length: plan.nThreads }, () => ({
    /** Holds sums, then unit vectors, then gradients of 2n texts. */
    vectors: take(2 * n * data.dims * 4),
    gradients: take(2 * n * data.dims * 4),
    scores: take(n * n * 4),
    rows: take(2 * n * 4 * 256 + maxRowsPerText * 4),
    weights: take(2 * n * 4 * 256 + maxRowsPerText * 4),
    slots: take(2 * n * 4 * 256 + maxRowsPerText * 4),
    touched: take(maxTouched * 4),
    touchedGradients: take(maxTouched * data.dims * 4),
  }));
  return { table, first, second, scratch, bytes: at };
}
