/**
 * Text to vectors, whoever computes them: the built-in table, ONNX Runtime in a child process, or a model server.
 * Invariant: vectors are of length 1, and vectors of two identities are never compared. Types only.
 */
import type { Disposable } from '../base/disposables.js';
import type { Priority } from '../net/request-gate.js';

export type EmbedKind = 'query' | 'document';

export interface EmbedderFacts {
  /** Changes whenever vectors must not be compared. */
  readonly identity: string;
  readonly dimensions: number;
  /** In words, for a person: the model and where it runs. */
  readonly name: string;
}

export interface EmbedJob {
  readonly texts: readonly string[];
  readonly kind: EmbedKind;
  readonly priority: Priority;
  /** Vectors of this identity are wanted, and of no other: where another model answers by now, the job is refused with ModelReplaced. */
  readonly identity?: string;
}

export interface Embedder extends Disposable {
  /** Makes it ready, and tells what it is. Called again it answers at once. */
  open(signal: AbortSignal): Promise<EmbedderFacts>;
  /** One vector after the other, in the order of the texts. */
  embed(job: EmbedJob, signal: AbortSignal): Promise<Float32Array>;
  /** Requests that it bears at once. */
  readonly width: number;
}
