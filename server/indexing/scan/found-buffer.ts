/** Collects the results of a scan and hands them over in columns. The first batches are small, so that indexing starts soon. */
import type { FoundFiles, FoundLeftOut } from '../index-tasks.js';

export interface FoundBatch {
  readonly files: FoundFiles;
  readonly leftOut: readonly FoundLeftOut[];
  readonly folders: readonly string[];
}

const firstFiles = 64;
const maxFiles = 2048;

export class FoundBuffer {
  readonly #send: (batch: FoundBatch) => void;
  #paths: string[] = [];
  #sizes: number[] = [];
  #mtimes: number[] = [];
  #leftOut: FoundLeftOut[] = [];
  #folders: string[] = [];
  #wanted = firstFiles;
  #nFolders = 0;

  constructor(send: (batch: FoundBatch) => void) {
    this.#send = send;
  }

  get nFolders(): number {
    return this.#nFolders;
  }

  addFile(path: string, sizeBytes: number, mtimeMs: number): void {
    this.#paths.push(path);
    this.#sizes.push(sizeBytes);
    this.#mtimes.push(mtimeMs);
    if (this.#paths.length >= this.#wanted) this.flush();
  }

  addLeftOut(entry: FoundLeftOut): void {
    this.#leftOut.push(entry);
    if (this.#leftOut.length >= maxFiles) this.flush();
  }

  addFolder(path: string): void {
    this.#nFolders++;
    this.#folders.push(path);
  }

  flush(): void {
    if (this.#paths.length + this.#leftOut.length + this.#folders.length === 0) return;
    this.#send({
      files: { paths: this.#paths.join('\0'), sizes: Float64Array.from(this.#sizes), mtimes: Float64Array.from(this.#mtimes) },
      leftOut: this.#leftOut,
      folders: this.#folders,
    });
    this.#paths = [];
    this.#sizes = [];
    this.#mtimes = [];
    this.#leftOut = [];
    this.#folders = [];
    this.#wanted = Math.min(maxFiles, this.#wanted * 2);
  }
}
