/** What an index thread is born with and the one call that it serves. Pure types. */
import type { MessagePort } from 'node:worker_threads';

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

/** Files that index threads load. */
export interface IndexAssets {
  /** The compiled kernels; the plain twins work where it is undefined. */
  readonly kernelsFile: string | undefined;
  /** The built-in embedding table; no vectors where it is undefined. */
  readonly embeddingFile: string | undefined;
}

export interface IndexThreadTable {
  /** Runs tasks until the scheduler closes; tells of them on the port. */
  serve(params: { readonly port: MessagePort }): void;
}
