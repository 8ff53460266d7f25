/**
 * Runs an ONNX model on the CPU in two processes: two parallel runs on half of the threads each embed a third more tokens per second than
 * one run on all of them (docs/decisions/10-onnx-in-a-child-process.md), and use less CPU time. The first process does everything; the
 * second helps with documents once it is ready, and ends when it has been idle. Invariant: whatever happens to the second, the first does
 * its part.
 */

import type { Recorder } from '../monitor/recorder.js';
import { abortError, isAbort } from '../protocol/abort-error.js';
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import type { OnnxEmbedder } from './onnx-embedder.js';

export interface OnnxPairParts {
  readonly first: OnnxEmbedder;
  readonly second: OnnxEmbedder;
  readonly recorder: Recorder;
  readonly idleMs?: number;
}

/** Fewer texts are embedded faster than they can be sent to two processes. */
const leastTexts = 8;
const usualIdleMs = 20_000;

export class OnnxPair implements Embedder {
  readonly width = 1;
  readonly #parts: OnnxPairParts;
  readonly #closed = new AbortController();
  /** `gone`: it could not be opened, or failed, and is not tried again. */
  #second: 'closed' | 'opening' | 'open' | 'gone' = 'closed';
  #nHelping = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(parts: OnnxPairParts) {
    this.#parts = parts;
  }

  get refusals(): readonly string[] {
    return this.#parts.first.refusals;
  }

  open(signal: AbortSignal): Promise<EmbedderFacts> {
    return this.#parts.first.open(signal);
  }

  async embed(job: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    const { first } = this.#parts;
    const facts = await first.open(signal);
    if (job.kind === 'query' || job.texts.length < leastTexts || first.provider !== 'cpu') return first.embed(job, signal);
    if (this.#second === 'closed') void this.#openSecond(facts);
    return this.#second === 'open' ? this.#together(job, facts.dimensions, signal) : first.embed(job, signal);
  }

  async dispose(): Promise<void> {
    this.#closed.abort(abortError());
    clearTimeout(this.#idle);
    await Promise.all([this.#parts.first.dispose(), this.#parts.second.dispose()]);
  }

  /** Runs in the background; nothing waits for it. */
  async #openSecond({ identity }: EmbedderFacts): Promise<void> {
    this.#second = 'opening';
    try {
      const opened = await this.#parts.second.open(this.#closed.signal);
      this.#second = opened.identity === identity ? 'open' : 'gone';
    } catch {
      this.#second = 'gone';
    }
    if (this.#second === 'open') this.#rest();
    else await this.#parts.second.dispose();
  }

  async #together(job: EmbedJob, dimensions: number, signal: AbortSignal): Promise<Float32Array> {
    const { first, recorder } = this.#parts;
    clearTimeout(this.#idle);
    this.#nHelping++;
    // Both sides get texts of similar lengths, because the faster one waits for the other.
    const byLength = job.texts.map((_, i) => i).toSorted((a, b) => job.texts[b]!.length - job.texts[a]!.length);
    const shares = [0, 1].map(side => byLength.filter((_, i) => (i % 4 === 0 || i % 4 === 3 ? 0 : 1) === side));
    const jobs = shares.map(share => ({ ...job, texts: share.map(i => job.texts[i]!) }));
    try {
      const found = await Promise.all([first.embed(jobs[0]!, signal), this.#helped(jobs[1]!, signal)]);
      recorder.count('Embedding', 'texts of the second process', shares[1]!.length);
      const values = new Float32Array(job.texts.length * dimensions);
      for (const [side, share] of shares.entries())
        for (const [row, i] of share.entries()) values.set(found[side]!.subarray(row * dimensions, (row + 1) * dimensions), i * dimensions);
      return values;
    } finally {
      if (--this.#nHelping === 0) this.#rest();
    }
  }

  async #helped(job: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    const { first, second } = this.#parts;
    try {
      return await second.embed(job, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      this.#second = 'gone';
      return first.embed(job, signal);
    }
  }

  #rest(): void {
    clearTimeout(this.#idle);
    if (this.#closed.signal.aborted) return;
    this.#idle = setTimeout(() => {
      if (this.#second === 'open') this.#second = 'closed';
      void this.#parts.second.dispose();
    }, this.#parts.idleMs ?? usualIdleMs).unref();
  }
}
