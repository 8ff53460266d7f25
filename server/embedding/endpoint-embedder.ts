/**
 * A model server as an Embedder. Nothing is cut in silence: a text that is longer than the model's window is embedded in parts,
 * whose vectors are averaged by length. Invariant: vectors are given only if they come from the model that was opened, which every single
 * answer has to prove by the vector of a text that goes along.
 */

import type { Recorder } from '../monitor/recorder.js';
import type { Priority } from '../net/request-gate.js';
import { ProblemError } from '../protocol/problem.js';
import { type Canaries, canaryText, isSameCanary } from './canaries.js';
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import { knownPrefixes } from './known-prefixes.js';
import { ModelReplaced } from './model-replaced.js';
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

export interface EndpointEmbedderParts {
  readonly source: EmbedSource;
  readonly model: string;
  readonly canaries: Pick<Canaries, 'idOf'>;
  readonly recorder: Recorder;
}

/** Of one job: what it is embedded by, and who waits for it. */
interface Way {
  readonly opened: Opened;
  readonly priority: Priority;
}

interface Opened {
  readonly facts: EmbedderFacts;
  readonly canary: Float32Array;
}

export class EndpointEmbedder implements Embedder {
  /** Requests overlap on the wire; the pool's window holds back what the endpoint cannot bear. */
  readonly width = 4;
  readonly #parts: EndpointEmbedderParts;
  #opened: Opened | undefined;

  constructor(parts: EndpointEmbedderParts) {
    this.#parts = parts;
  }

  async open(signal: AbortSignal): Promise<EmbedderFacts> {
    return (await this.#open(signal)).facts;
  }

  async embed({ texts, kind, priority }: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    const opened = await this.#open(signal);
    const prefix = knownPrefixes(this.#parts.model)[kind];
    const values = await this.#embed(
      texts.map(text => prefix + text),
      { opened, priority },
      signal,
    );
    return unitRows(values, opened.facts.dimensions);
  }

  dispose(): void {}

  async #open(signal: AbortSignal): Promise<Opened> {
    if (this.#opened !== undefined) return this.#opened;
    const { source, model, canaries } = this.#parts;
    const { endpoint } = source;
    const [{ digest }, { dimensions, values }] = await Promise.all([
      source.describe(model, signal),
      source.embed({ model, texts: [canaryText], priority: 'visible' }, signal),
    ]);
    const named = `${endpoint} ${model} ${digest} ${dimensions}`;
    const identity = `${named} ${canaries.idOf(named, values)}`;
    this.#opened = { facts: { identity, dimensions, name: `${model} at ${endpoint}` }, canary: values };
    return this.#opened;
  }

  async #embed(texts: readonly string[], way: Way, signal: AbortSignal): Promise<Float32Array> {
    try {
      return await this.#proven(texts, way, signal);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'context-overflow') throw error;
      return texts.length > 1 ? this.#halves(texts, way, signal, error) : this.#pieces(texts[0] ?? '', way, signal, error);
    }
  }

  /** Asks once, with the text beside the others whose vector tells which model answers. */
  async #proven(texts: readonly string[], { opened, priority }: Way, signal: AbortSignal): Promise<Float32Array> {
    const { source, model, recorder } = this.#parts;
    const { values } = await source.embed({ model, texts: [...texts, canaryText], priority }, signal);
    const { dimensions } = opened.facts;
    const end = texts.length * dimensions;
    if (values.length === end + dimensions && isSameCanary(values.subarray(end), opened.canary)) return values.slice(0, end);
    if (this.#opened === opened) {
      this.#opened = undefined;
      recorder.count('Embedding', 'models replaced under their name');
    }
    throw new ModelReplaced(model);
  }

  /** One of them is too long: the others need not suffer. */
  async #halves(texts: readonly string[], way: Way, signal: AbortSignal, error: ProblemError): Promise<Float32Array> {
    const middle = texts.length >> 1;
    const halves = [await this.#embed(texts.slice(0, middle), way, signal), await this.#embed(texts.slice(middle), way, signal)];
    const [a, b] = halves;
    if (a === undefined || b === undefined) throw error;
    const values = new Float32Array(a.length + b.length);
    values.set(a);
    values.set(b, a.length);
    return values;
  }

  async #pieces(text: string, way: Way, signal: AbortSignal, error: ProblemError): Promise<Float32Array> {
    if (text.length < leastPart) throw error;
    const middle = text.length >> 1;
    const atLine = text.lastIndexOf('\n', middle);
    const cut = atLine > text.length / 4 ? atLine + 1 : middle;
    this.#parts.recorder.count('Embedding', 'texts embedded in parts');
    const pieces = [text.slice(0, cut), text.slice(cut)];
    const vectors = [await this.#embed(pieces.slice(0, 1), way, signal), await this.#embed(pieces.slice(1), way, signal)];
    return Float32Array.from(vectors[0] ?? [], (value, d) => value * cut + (vectors[1]?.[d] ?? 0) * (text.length - cut));
  }
}
