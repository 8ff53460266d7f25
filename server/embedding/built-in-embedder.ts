/** The built-in table as an Embedder: no process, no wire, ready at once. */
import { embedText } from './embed-text.js';
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import type { EmbeddingTable } from './static-table.js';

export class BuiltInEmbedder implements Embedder {
  readonly width = 1;
  readonly #table: EmbeddingTable;

  constructor(table: EmbeddingTable) {
    this.#table = table;
  }

  async open(): Promise<EmbedderFacts> {
    return { identity: this.#table.identity, dimensions: this.#table.dims, name: 'built in' };
  }

  async embed({ texts }: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    const { dims } = this.#table;
    const values = new Float32Array(texts.length * dims);
    const encoder = new TextEncoder();
    // A text of unknown words only stays a zero vector: it is near nothing.
    for (const [i, text] of texts.entries()) values.set(embedText(this.#table, encoder.encode(text)) ?? [], i * dims);
    return values;
  }

  dispose(): void {}
}
