/**
 * The target of a streamed segment: a file for as long as the disk accepts it. If the disk refuses, the written part is read back and the
 * rest is added to it in memory, because a segment can be streamed only once.
 */

import { AtomicFileSync } from '../disk/atomic-file.js';
import { type Problem, ProblemError, problemOf } from '../protocol/problem.js';
import type { NewSegment } from './index-tasks.js';

export class SegmentTarget {
  readonly #path: string;
  #file: AtomicFileSync | undefined;
  #parts: Uint8Array[] = [];
  #sizeBytes = 0;
  #problem: Problem | undefined;

  constructor(path: string, isWritten: boolean) {
    this.#path = path;
    if (isWritten) this.#try(() => (this.#file = new AtomicFileSync(path)));
  }

  write(bytes: Uint8Array): void {
    this.#sizeBytes += bytes.length;
    const file = this.#file;
    if (file === undefined || !this.#try(() => file.write(bytes))) this.#parts.push(bytes.slice());
  }

  finish(): Pick<NewSegment, 'path' | 'bytes' | 'sizeBytes' | 'problem'> {
    const stored = { path: this.#path, sizeBytes: this.#sizeBytes };
    const file = this.#file;
    if (file !== undefined && this.#try(() => file.commit())) return stored;
    const bytes = new SharedArrayBuffer(this.#sizeBytes);
    let at = 0;
    for (const part of this.#parts) {
      new Uint8Array(bytes).set(part, at);
      at += part.length;
    }
    return this.#problem === undefined ? { ...stored, bytes } : { ...stored, bytes, problem: this.#problem };
  }

  /** Returns false if the disk refused. From then on the segment is in memory. */
  #try(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#problem = problemOf(error);
      const file = this.#file;
      this.#file = undefined;
      if (file !== undefined) {
        this.#parts = [file.takeBack()];
        file.abandon();
      }
      return false;
    }
  }
}
