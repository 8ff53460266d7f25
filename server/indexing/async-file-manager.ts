/**
 * Has the files of one scan pass read and indexed by the index threads, and never waits for a disk itself. Files are gathered into batches
 * of
 * similar size in bytes; the thread that takes a batch reads it ahead into one slab of shared memory and works on views of it
 * (`SlabReader`),
 * so no file is copied and none is sent to this thread. Inside those threads reads are synchronous: through libuv's thread pool the same
 * reads
 * take several times the processor time (`npm run bench -- file-reads --root DIR`).
 */
import type { FileToIndex } from './index-tasks.js';

/** The first batches are small, so that something can be found soon. */
const firstBatchBytes = 192 * 1024;
const maxBatchBytes = 1024 * 1024;
const maxBatchFiles = 256;

export class AsyncFileManager {
  readonly #index: (batch: readonly FileToIndex[]) => Promise<void>;
  readonly #running: Promise<void>[] = [];
  #batch: FileToIndex[] = [];
  #batchBytes = 0;
  #wantedBytes = firstBatchBytes;

  /** `index` hands a batch to a thread. Resolves when its files can be found, or are left out. */
  constructor(index: (batch: readonly FileToIndex[]) => Promise<void>) {
    this.#index = index;
  }

  /** Takes a file. Its batch is handed over when it is full. */
  add(file: FileToIndex): void {
    this.#batch.push(file);
    this.#batchBytes += file.sizeBytes;
    if (this.#batchBytes < this.#wantedBytes && this.#batch.length < maxBatchFiles) return;
    this.flush();
    this.#wantedBytes = Math.min(maxBatchBytes, this.#wantedBytes * 2);
  }

  /** Hands over what has been gathered. */
  flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#batchBytes = 0;
    const work = this.#index(batch);
    work.catch(() => undefined); // `ended` reports the failure. Until then Node must not report it as unhandled.
    this.#running.push(work);
  }

  /** Resolves when all batches have ended, successfully or not. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /** Like `idle`, but rejects with the failure of a batch. */
  async ended(): Promise<void> {
    await this.idle();
    await Promise.all(this.#running);
  }
}
