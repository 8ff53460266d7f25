/**
 * A model server as an Embedder. Nothing is truncated silently: a text longer than the model's window is embedded in parts, whose vectors
 * are averaged by length. Invariant: vectors are returned only if they come from the model that was opened, which every answer must prove
 * by the vector of a canary text.
 */

import type { Recorder } from '../monitor/recorder.js';
import type { RequestPriority } from '../net/request-gate.js';
import { ProblemError } from '../protocol/problem.js';
import { maskSecrets } from '../safety/secrets/mask-secrets.js';
import { type Canaries, canaryText, isSameCanary } from './canaries.js';
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import { knownPrefixes } from './known-prefixes.js';
import { ModelReplaced } from './model-replaced.js';
import { unitRows } from './unit-rows.js';

/** The part of a provider that is needed here. */
export interface EmbedSource {
  readonly endpoint: string;
  embed(
    request: { readonly model: string; readonly texts: readonly string[]; readonly priority: RequestPriority },
    signal: AbortSignal,
  ): Promise<{ readonly dimensions: number; readonly values: Float32Array }>;
  describe(model: string, signal: AbortSignal): Promise<{ readonly digest: string }>;
}

/** In characters. If a part shorter than this is still too long, the endpoint is at fault. */
const leastPart = 64;

export interface EndpointEmbedderParts {
  readonly source: EmbedSource;
  readonly model: string;
  readonly canaries: Pick<Canaries, 'idOf'>;
  readonly recorder: Recorder;
}

/** What one job is embedded with, and its priority. */
interface JobContext {
  readonly opened: Opened;
  readonly priority: RequestPriority;
}

interface Opened {
  readonly facts: EmbedderFacts;
  readonly canary: Float32Array;
}

export class EndpointEmbedder implements Embedder {
  /** Requests overlap on the wire; the connection pool holds back what the endpoint cannot take. */
  readonly width = 4;
  readonly #parts: EndpointEmbedderParts;
  #opened: Opened | undefined;
  /** The most texts that the endpoint takes at a time, once it has refused more. */
  #mostTexts = Number.POSITIVE_INFINITY;
  #nRefused = 0;

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

  async #embed(texts: readonly string[], context: JobContext, signal: AbortSignal): Promise<Float32Array> {
    // The canary goes along, and counts.
    if (texts.length > 1 && texts.length + 1 > this.#mostTexts) return this.#halves(texts, context, signal);
    try {
      return await this.#proven(texts, context, signal);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'context-overflow') throw error;
      this.#nRefused++;
      return texts.length > 1 ? this.#learnt(texts, context, signal) : this.#pieces(texts[0] ?? '', context, signal, error);
    }
  }

  /** Sends one request with the canary text added, whose vector shows which model answers. */
  async #proven(texts: readonly string[], { opened, priority }: JobContext, signal: AbortSignal): Promise<Float32Array> {
    const { source, model, recorder } = this.#parts;
    const { values } = await source.embed({ model, texts: [...texts.map(maskSecrets), canaryText], priority }, signal);
    const { dimensions } = opened.facts;
    const end = texts.length * dimensions;
    if (values.length === end + dimensions && isSameCanary(values.subarray(end), opened.canary)) return values.slice(0, end);
    if (this.#opened === opened) {
      this.#opened = undefined;
      recorder.count('Embedding', 'models replaced under their name');
    }
    throw new ModelReplaced(model);
  }

  /** Either one of them is too long, or they are too many: if both halves are taken as they are, it was their number. */
  async #learnt(texts: readonly string[], context: JobContext, signal: AbortSignal): Promise<Float32Array> {
    const before = this.#nRefused;
    const values = await this.#halves(texts, context, signal);
    if (this.#nRefused === before) this.#mostTexts = Math.min(this.#mostTexts, (texts.length >> 1) + (texts.length & 1) + 1);
    return values;
  }

  async #halves(texts: readonly string[], context: JobContext, signal: AbortSignal): Promise<Float32Array> {
    const middle = texts.length >> 1;
    const first = await this.#embed(texts.slice(0, middle), context, signal);
    const second = await this.#embed(texts.slice(middle), context, signal);
    const values = new Float32Array(first.length + second.length);
    values.set(first);
    values.set(second, first.length);
    return values;
  }

  async #pieces(text: string, context: JobContext, signal: AbortSignal, error: ProblemError): Promise<Float32Array> {
    if (text.length < leastPart) throw error.cause instanceof ProblemError ? error.cause : error;
    const middle = text.length >> 1;
    const atLine = text.lastIndexOf('\n', middle);
    const cut = atLine > text.length / 4 ? atLine + 1 : middle;
    this.#parts.recorder.count('Embedding', 'texts embedded in parts');
    const pieces = [text.slice(0, cut), text.slice(cut)];
    const vectors = [await this.#embed(pieces.slice(0, 1), context, signal), await this.#embed(pieces.slice(1), context, signal)];
    return Float32Array.from(vectors[0] ?? [], (value, d) => value * cut + (vectors[1]?.[d] ?? 0) * (text.length - cut));
  }
}
