/** The start-up data of an index thread, and the one call that it serves. Pure types. */
import type { MessagePort } from 'node:worker_threads';
import type { EmbeddingTable } from '../embedding/static-table.js';

export interface IndexThreadData {
  /** Its number among the workers of the scheduler. */
  readonly worker: number;
  readonly scheduler: SharedArrayBuffer;
  /** Holds the descriptions of tasks. */
  readonly heap: SharedArrayBuffer;
  /** Offset and length of each task's description in the heap. */
  readonly blocks: SharedArrayBuffer;
  readonly assets: IndexAssets;
}

/** What index threads need to build segments. */
export interface IndexAssets {
  /** Path of the compiled kernels. */
  readonly kernelsFile: string;
  /** The built-in embedding table, in memory that all threads share. If undefined, no vectors are made. */
  readonly embedding: EmbeddingTable | undefined;
}

export interface IndexThreadTable {
  /** Runs tasks until the scheduler closes. Reports results on the port. */
  serve(params: { readonly port: MessagePort }): void;
}
