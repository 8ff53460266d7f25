/**
 * Embeds many texts: in batches of the size that the tuner finds, with as many in flight as the embedder can take, and yields vectors in
 * order. Back-pressure comes from the consumer: nothing is embedded until it is pulled.
 */
import type { Recorder } from '../monitor/recorder.js';
import { abortError } from '../protocol/abort-error.js';
import type { BatchTuner, Load } from './batch-tuner.js';
import type { Embedder, EmbedJob } from './embedder.js';

export interface EmbedAllParts {
  readonly embedder: Embedder;
  readonly tuner: BatchTuner;
  readonly recorder: Recorder;
  readonly load: () => Load;
}

export interface EmbeddedBatch {
  /** Index of the batch's first text. */
  readonly first: number;
  readonly count: number;
  readonly values: Float32Array;
}

export async function* embedAll(
  job: EmbedJob,
  { embedder, tuner, recorder, load }: EmbedAllParts,
  signal: AbortSignal,
): AsyncGenerator<EmbeddedBatch, void, undefined> {
  const { texts } = job;
  const inFlight: Promise<EmbeddedBatch>[] = [];
  const stopped = new AbortController();
  const both = AbortSignal.any([signal, stopped.signal]);
  const start = async (first: number, size: number): Promise<EmbeddedBatch> => {
    const batch = texts.slice(first, first + size);
    const startMs = recorder.now();
    const values = await recorder.span('embedding.batch', () => embedder.embed({ ...job, texts: batch }, both));
    if (batch.length === size) tuner.record(size, recorder.now() - startMs);
    recorder.count('DynamicBatching', 'batches');
    recorder.count('DynamicBatching', `batches of ${size}`);
    recorder.high('DynamicBatching', 'size max', size);
    recorder.count('Embedding', 'texts', batch.length);
    return { first, count: batch.length, values };
  };
  try {
    for (let at = 0; at < texts.length; ) {
      const size = tuner.next(load());
      const task = start(at, size);
      task.catch(() => undefined); // Reported in order below; Node must not report it as unhandled.
      at += size;
      if (inFlight.push(task) >= embedder.width) yield await inFlight.shift()!;
    }
    while (inFlight.length > 0) yield await inFlight.shift()!;
  } finally {
    stopped.abort(abortError());
    await Promise.allSettled(inFlight); // No request outlives its caller.
  }
}
