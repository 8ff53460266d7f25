/** An Embedder with a cache: texts whose vectors are stored are not embedded again. */
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import { ModelReplaced } from './model-replaced.js';
import { unitRows } from './unit-rows.js';

/** Stores vectors by text, for one model at a time. */
export interface VectorStore {
  use(identity: string, dimensions: number): void;
  get(text: string): Float32Array | undefined;
  set(text: string, values: Float32Array): void;
}

export class CachingEmbedder implements Embedder {
  readonly #inner: Embedder;
  readonly #store: VectorStore;

  constructor(inner: Embedder, store: VectorStore) {
    this.#inner = inner;
    this.#store = store;
  }

  get width(): number {
    return this.#inner.width;
  }

  async open(signal: AbortSignal): Promise<EmbedderFacts> {
    const facts = await this.#inner.open(signal);
    this.#store.use(facts.identity, facts.dimensions);
    return facts;
  }

  async embed(job: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    const { dimensions, identity, name } = await this.open(signal);
    if (job.identity !== undefined && job.identity !== identity) throw new ModelReplaced(name);
    const keys = job.texts.map(text => `${job.kind}\n${text}`);
    const known = keys.map(key => this.#store.get(key));
    const missing = job.texts.filter((_, i) => known[i] === undefined);
    const fresh = missing.length === 0 ? new Float32Array(0) : await this.#inner.embed({ ...job, texts: missing }, signal);
    // The model was replaced meanwhile. Whichever of the two made these vectors, they must not be stored under the other's identity.
    if (missing.length > 0 && (await this.#inner.open(signal)).identity !== identity) throw new ModelReplaced(name);
    const values = new Float32Array(job.texts.length * dimensions);
    let nFresh = 0;
    for (const [i, key] of keys.entries()) {
      let vector = known[i];
      if (vector === undefined) {
        vector = fresh.slice(nFresh * dimensions, (nFresh + 1) * dimensions);
        nFresh++;
        this.#store.set(key, vector);
      }
      values.set(vector, i * dimensions);
    }
    // Vectors from the store were rounded to bytes and are not exactly of length 1.
    return unitRows(values, dimensions);
  }

  dispose(): void | Promise<void> {
    return this.#inner.dispose();
  }
}
