/**
 * Turns texts into vectors, whichever way they are computed: by the built-in table, by ONNX Runtime in a child process, or by a model
 * server. Invariant: vectors have length 1, and vectors of two identities are never compared. Types only.
 */
import type { Disposable } from '../base/disposables.js';
import type { RequestPriority } from '../net/request-gate.js';

export type EmbedKind = 'query' | 'document';

export interface EmbedderFacts {
  /** Differs if vectors must not be compared. */
  readonly identity: string;
  readonly dimensions: number;
  /** In words, for a person: the model and where it runs. */
  readonly name: string;
}

export interface EmbedJob {
  readonly texts: readonly string[];
  readonly kind: EmbedKind;
  readonly priority: RequestPriority;
  /** If given, only vectors of this identity are accepted: the job is rejected with ModelReplaced if another model answers by now. */
  readonly identity?: string;
}

export interface Embedder extends Disposable {
  /** Gets the model ready and returns its facts. Later calls return immediately. */
  open(signal: AbortSignal): Promise<EmbedderFacts>;
  /** Resolves with one vector after the other, in the order of the texts. */
  embed(job: EmbedJob, signal: AbortSignal): Promise<Float32Array>;
  /** Number of requests that it can take at once. */
  readonly width: number;
}
