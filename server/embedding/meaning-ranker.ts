/**
 * Lets a chosen embedding model have a say in the order of what was found. Vectors are made in the background, of what searches
 * turn up, and kept: until most of a result's texts have theirs, the order stays as the built-in model gave it. A model that
 * fails costs one message, and its say. Invariant: nobody waits for it longer than its budget.
 */
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { abortError, isAbort, sleep } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import { problemOf } from '../protocol/problem.js';
import { BatchTuner, type Load } from './batch-tuner.js';
import type { VectorStore } from './caching-embedder.js';
import { CachingEmbedder } from './caching-embedder.js';
import { embedAll } from './embed-all.js';
import type { Embedder } from './embedder.js';

export interface MeaningParts {
  readonly embedder: Embedder;
  readonly store: VectorStore & { flush(): void };
  readonly recorder: Recorder;
  readonly log: Log;
  readonly load: () => Load;
}

/** Longer nobody waits for the vector of a question. */
const budgetMs = 250;
/** With fewer vectors the order would be that of chance. */
const leastShare = 0.6;
/** Reciprocal ranks: how soon a lower place counts for less, and how much the model's order counts beside the other. */
const rankOffset = 20;
const modelWeight = 0.5;
const longestQueue = 4000;
/** Vectors are written at least so often. */
const flushMs = 3000;
/** After a failure the model is left alone for so long. */
const restMs = 5 * 60_000;

export class MeaningRanker implements Disposable {
  readonly #parts: MeaningParts;
  readonly #embedder: CachingEmbedder;
  readonly #tuner = new BatchTuner();
  readonly #closed = new AbortController();
  readonly #queue = new Set<string>();
  #filling = false;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor(parts: MeaningParts) {
    this.#parts = parts;
    this.#embedder = new CachingEmbedder(parts.embedder, parts.store);
  }

  /** Indexes of `texts`, best first. As they came where the model has nothing to say yet. */
  async order(query: string, texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    const given = texts.map((_, i) => i);
    const { recorder } = this.#parts;
    if (recorder.now() < this.#restUntilMs || texts.length < 2) return given;
    const vector = await this.#queryVector(query, signal);
    this.#wish(texts);
    if (vector === undefined) return given;
    const near = texts.map(text => cosine(vector, this.#parts.store.get(`document\n${text}`)));
    if (near.filter(value => value !== undefined).length < texts.length * leastShare) {
      recorder.count('Embedding', 'results without vectors yet');
      return given;
    }
    const byMeaning = given.toSorted((a, b) => (near[b] ?? -1) - (near[a] ?? -1));
    const score = (i: number): number => 1 / (rankOffset + i) + modelWeight / (rankOffset + byMeaning.indexOf(i));
    recorder.count('Embedding', 'results ordered by the chosen model');
    return given.toSorted((a, b) => score(b) - score(a));
  }

  async dispose(): Promise<void> {
    this.#closed.abort(abortError());
    this.#parts.store.flush();
    await this.#embedder.dispose();
  }

  async #queryVector(query: string, signal: AbortSignal): Promise<Float32Array | undefined> {
    const { recorder } = this.#parts;
    const late = new AbortController();
    try {
      const embedding = recorder.span('embedding.query', () =>
        this.#embedder.embed({ texts: [query], kind: 'query', priority: 'person' }, AbortSignal.any([signal, this.#closed.signal])),
      );
      embedding.catch(() => undefined); // When it comes too late, its vector is kept for the next time.
      const result = await Promise.race([embedding, sleep(budgetMs, late.signal).then(() => undefined)]);
      if (result === undefined) recorder.count('Embedding', 'questions without a vector in time');
      return result;
    } catch (error) {
      this.#failed(error);
      signal.throwIfAborted();
      return undefined;
    } finally {
      late.abort(abortError());
    }
  }

  #wish(texts: readonly string[]): void {
    for (const text of texts)
      if (this.#queue.size < longestQueue && this.#parts.store.get(`document\n${text}`) === undefined) this.#queue.add(text);
    if (this.#filling || this.#queue.size === 0) return;
    this.#filling = true;
    const filling = this.#fill().finally(() => {
      this.#filling = false;
    });
    background('Embedding what was found', filling, this.#parts.log);
  }

  async #fill(): Promise<void> {
    const { recorder, load, store } = this.#parts;
    const { signal } = this.#closed;
    let flushedMs = recorder.now();
    try {
      while (this.#queue.size > 0) {
        const texts = [...this.#queue];
        const parts = { embedder: this.#embedder, tuner: this.#tuner, recorder, load };
        const batches = embedAll({ texts, kind: 'document', priority: 'background' }, parts, signal);
        for await (const { first, count } of batches) {
          for (const text of texts.slice(first, first + count)) this.#queue.delete(text);
          // Killed in the middle, most of it is kept.
          if (recorder.now() - flushedMs < flushMs) continue;
          store.flush();
          flushedMs = recorder.now();
        }
        store.flush();
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  /** One message, and a rest: the built-in model goes on alone. */
  #failed(error: unknown): void {
    const { recorder, log } = this.#parts;
    if (isAbort(error) || recorder.now() < this.#restUntilMs) return;
    this.#restUntilMs = recorder.now() + restMs;
    this.#queue.clear();
    const { message, remedy } = problemOf(error);
    log('warn', `${message}. ${remedy}. Search goes on with the built-in model`);
  }
}

function cosine(a: Float32Array, b: Float32Array | undefined): number | undefined {
  if (b === undefined) return undefined;
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += (a[i] ?? 0) * (b[i] ?? 0);
  return dot;
}
