/**
 * A model server as an Embedder. Nothing is cut in silence: a text that is longer than the model's window is embedded in parts,
 * whose vectors are averaged by length.
 */
import { ProblemError } from '../protocol/problem.js';
import type { Recorder } from '../monitor/recorder.js';
import type { Priority } from '../net/request-gate.js';
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import { knownPrefixes } from './known-prefixes.js';
import { unitRows } from './unit-rows.js';

/** What of a provider is needed here. */
export interface EmbedSource {
  readonly endpoint: string;
  embed(
    request: { readonly model: string; readonly texts: readonly string[]; readonly priority: Priority },
    signal: AbortSignal,
  ): Promise<{ readonly dimensions: number; readonly values: Float32Array }>;
  describe(model: string, signal: AbortSignal): Promise<{ readonly digest: string }>;
}

/** A part shorter than this that is still too long is the endpoint's fault, in characters. */
const leastPart = 64;

export class EndpointEmbedder implements Embedder {
  /** Requests overlap on the wire; the pool's window holds back what the endpoint cannot bear. */
  readonly width = 4;
  readonly #source: EmbedSource;
  readonly #model: string;
  readonly #recorder: Recorder;
  #facts: EmbedderFacts | undefined;

  constructor(source: EmbedSource, model: string, recorder: Recorder) {
    this.#source = source;
    this.#model = model;
    this.#recorder = recorder;
  }

  async open(signal: AbortSignal): Promise<EmbedderFacts> {
    if (this.#facts !== undefined) return this.#facts;
    const { endpoint } = this.#source;
    const [{ digest }, { dimensions }] = await Promise.all([
      this.#source.describe(this.#model, signal),
      this.#source.embed({ model: this.#model, texts: ['hello'], priority: 'visible' }, signal),
    ]);
    this.#facts = { identity: `${endpoint} ${this.#model} ${digest} ${dimensions}`, dimensions, name: `${this.#model} at ${endpoint}` };
    return this.#facts;
  }

  async embed({ texts, kind, priority }: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    const { dimensions } = await this.open(signal);
    const prefix = knownPrefixes(this.#model)[kind];
    const values = await this.#embed(
      texts.map(text => prefix + text),
      priority,
      signal,
    );
    // Another model under the same name: its vectors must not stand beside those before.
    if (values.length !== texts.length * dimensions)
      throw new ProblemError(
        'embedder-failed',
        `"${this.#model}" gave vectors of ${values.length / texts.length} numbers where ${dimensions} were expected`,
        'Choose the embedding model again, so that everything is embedded anew',
      );
    return unitRows(values, dimensions);
  }

  dispose(): void {}

  async #embed(texts: readonly string[], priority: Priority, signal: AbortSignal): Promise<Float32Array> {
    try {
      return (await this.#source.embed({ model: this.#model, texts, priority }, signal)).values;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'context-overflow') throw error;
      return texts.length > 1 ? this.#halves(texts, priority, signal, error) : this.#parts(texts[0] ?? '', priority, signal, error);
    }
  }

  /** One of them is too long: the others need not suffer. */
  async #halves(texts: readonly string[], priority: Priority, signal: AbortSignal, error: ProblemError): Promise<Float32Array> {
    const middle = texts.length >> 1;
    const halves = [await this.#embed(texts.slice(0, middle), priority, signal), await this.#embed(texts.slice(middle), priority, signal)];
    const [a, b] = halves;
    if (a === undefined || b === undefined) throw error;
    const values = new Float32Array(a.length + b.length);
    values.set(a);
    values.set(b, a.length);
    return values;
  }

  async #parts(text: string, priority: Priority, signal: AbortSignal, error: ProblemError): Promise<Float32Array> {
    if (text.length < leastPart) throw error;
    const middle = text.length >> 1;
    const atLine = text.lastIndexOf('\n', middle);
    const cut = atLine > text.length / 4 ? atLine + 1 : middle;
    this.#recorder.count('Embedding', 'texts embedded in parts');
    const parts = [text.slice(0, cut), text.slice(cut)];
    const vectors = [await this.#embed(parts.slice(0, 1), priority, signal), await this.#embed(parts.slice(1), priority, signal)];
    return Float32Array.from(vectors[0] ?? [], (value, d) => value * cut + (vectors[1]?.[d] ?? 0) * (text.length - cut));
  }
}
