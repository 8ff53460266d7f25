/**
 * Makes the known state of a folder durable and then searchable, one commit at a time; calls during a commit share the next one. If the
 * disk refuses a write, the state becomes searchable from memory, the problem is reported, and writing is tried again later.
 */
import type { Clock } from '../base/clock.js';
import type { Recorder } from '../monitor/recorder.js';
import { type Problem, ProblemError } from '../protocol/problem.js';
import type { FolderFiles } from './folder-files.js';
import type { FolderStorage, Summary } from './folder-storage.js';

export interface CommitParts {
  readonly storage: FolderStorage;
  readonly clock: Clock;
  readonly recorder: Recorder;
  readonly state: () => { readonly files: FolderFiles; readonly summary: Summary };
  /** Whether this window may write; asked before every commit. */
  readonly mayWrite: () => Promise<'yes' | 'memory-only' | 'no'>;
  readonly onProblem: (problem: Problem | undefined) => void;
  readonly publish: () => void;
}

/** Time until a disk that refused a write is tried again. */
const retryMs = 30_000;

export class FolderCommits {
  readonly #parts: CommitParts;
  #running: { done: Promise<void>; again: boolean } | undefined;
  #retryAt = 0;

  constructor(parts: CommitParts) {
    this.#parts = parts;
  }

  /** False for a while after the disk refused a write. */
  get isWritable(): boolean {
    return this.#parts.clock.now() >= this.#retryAt;
  }

  /** Resolves when everything known at the time of the call is searchable. */
  soon(): Promise<void> {
    if (this.#running === undefined) {
      const running = { done: Promise.resolve(), again: true };
      this.#running = running;
      running.done = this.#untilDone(running);
      return running.done;
    }
    this.#running.again = true;
    return this.#running.done;
  }

  async #untilDone(running: { again: boolean }): Promise<void> {
    try {
      // Gathers the segments of several threads into one commit.
      await Promise.resolve();
      while (running.again) {
        running.again = false;
        const mayWrite = await this.#parts.mayWrite();
        if (mayWrite === 'no') return;
        if (mayWrite === 'yes' && this.isWritable) await this.#store();
        this.#parts.publish();
      }
    } finally {
      this.#running = undefined;
    }
  }

  async #store(): Promise<void> {
    const { storage, clock, recorder, state, onProblem } = this.#parts;
    try {
      const { files, summary } = state();
      for (const { id, bytes } of files.segments()) if (bytes !== undefined) await files.move(id, segment => storage.store(segment));
      const dropped = files.dropDead();
      await recorder.span('store.commit', () => storage.commit(files, summary));
      await storage.retire(dropped);
      this.#retryAt = 0;
      onProblem(undefined);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#retryAt = clock.now() + retryMs;
      onProblem(error.problem);
    }
  }
}
