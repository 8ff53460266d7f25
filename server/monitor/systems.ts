/**
 * The systems that the report shows as alive or idle: the name of each, what it is for, and the counters of which one must have been moved
 * by real work. A counter is written `System/counter`; `System/*` stands for any counter of that system. Pure.
 */

export interface SystemRow {
  readonly name: string;
  readonly purpose: string;
  /** The system is alive if one of these counters is above zero. */
  readonly proof: readonly string[];
  /** Counters shown beside the proof; `System/*` for all of them. */
  readonly counters: readonly string[];
  /** What the system needs to have any work, in words; absent if it always has work. */
  readonly needs?: string;
}

const chosenModel = 'an embedding model beside the built-in one';

const row = (name: string, purpose: string, proof: readonly string[], counters: readonly string[] = [`${name}/*`]): SystemRow => ({
  name,
  purpose,
  proof,
  counters,
});

export const systems: readonly SystemRow[] = [
  row('ConnectionPool', 'connections kept per origin, HTTP/2 on TLS', ['ConnectionPool/requests']),
  row(
    'RequestPipelining',
    'many requests in flight, window found by measuring',
    ['ConnectionPool/in-flight max', 'ConnectionPool/window moves'],
    ['ConnectionPool/in-flight max', 'ConnectionPool/window moves', 'ConnectionPool/h2 streams max'],
  ),
  { ...row('DynamicBatching', 'batch sizes found by measuring', ['DynamicBatching/batches']), needs: chosenModel },
  row('ResultCache', 'answers in memory (L1), on disk (L2) and by meaning (L3)', ['ResultCache/*']),
  row('DiskCache', 'append-only file, LZ4, time to live', ['DiskCache/*']),
  { ...row('VectorCache', 'vectors by content and model, across branches and workspaces', ['VectorCache/*']), needs: chosenModel },
  row('Embedding', 'text to vectors, built in or by a chosen model', ['Embedding/*']),
  { ...row('ExecutionProviders', 'GPU or CPU, found by probing', ['ExecutionProviders/*']), needs: 'an ONNX model in a folder' },
  row('ModelManager', 'a model per task, warm, swapped without cutting streams', ['ModelManager/choices']),
  row('AsyncFileManager', 'pooled reads without copies', ['AsyncFileManager/bytes read']),
  row('MemoryArena', 'memory in slabs, reused by the batch', ['MemoryArena/*']),
  row('PredictiveCache', 'guesses the next question and prepares for it', ['PredictiveCache/observations', 'PredictiveCache/guesses']),
  row('WorkStealingScheduler', 'idle cores take work from busy ones', ['WorkStealingScheduler/tasks']),
  row('Kernels', 'WASM SIMD scoring and tokenising', ['Kernels/*']),
  row('Indexing', 'files to segments', ['Indexing/*']),
  row('Search', 'candidates, features, ranking', ['Search/*']),
  row('StreamingResponseHandler', 'progressive answers with back-pressure', ['StreamingResponseHandler/*']),
  row('BloomFilters', 'probes saved', ['BloomFilters/*']),
  row(
    'CompressedStorage',
    'bytes on disk against bytes of what they hold',
    ['CompressedStorage/*', 'DiskCache/bytes written'],
    ['CompressedStorage/*', 'DiskCache/bytes before compression'],
  ),
  row('PerformanceMonitor', 'spans, histograms, resources', ['PerformanceMonitor/*']),
];

export type Counters = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Returns the values that `System/counter` or `System/*` selects. */
export function select(counters: Counters, pattern: string): readonly (readonly [name: string, value: number])[] {
  const slash = pattern.indexOf('/');
  const values = counters[pattern.slice(0, slash)] ?? {};
  const counter = pattern.slice(slash + 1);
  if (counter === '*') return Object.entries(values);
  const value = values[counter];
  return value === undefined ? [] : [[counter, value]];
}
