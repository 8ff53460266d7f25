/** What an index thread is born with and the one call that it serves. Pure types. */
import type { MessagePort } from 'node:worker_threads';
import type { EmbeddingTable } from '../embedding/static-table.js';

export interface IndexThreadData {
  /** Its number among the workers of the scheduler. */
  readonly worker: number;
  readonly scheduler: SharedArrayBuffer;
  /** Descriptions of tasks. */
  readonly heap: SharedArrayBuffer;
  /** Offset and length of each task's description in the heap. */
  readonly blocks: SharedArrayBuffer;
  readonly assets: IndexAssets;
}

/** What index threads build segments with. */
export interface IndexAssets {
  /** The compiled kernels. */
  readonly kernelsFile: string;
  /** The built-in embedding table, in memory that all threads share; no vectors where it is undefined. */
  readonly embedding: EmbeddingTable | undefined;
}

export interface IndexThreadTable {
  /** Runs tasks until the scheduler closes; tells of them on the port. */
  serve(params: { readonly port: MessagePort }): void;
}
