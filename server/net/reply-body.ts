/**
 * The body of a reply, read piece by piece with a stall deadline. Reports exactly once how it ended: read to its end, left early, discarded
 * unread, aborted or failed. Leaving the loop closes the stream.
 */
import { watchDeadline } from './deadline.js';
import { deadlineProblem, netProblem } from './net-problem.js';

export interface BodyEnd {
  readonly receivedBytes: number;
  /** Undefined if the body was read to its end or the reader left early. */
  readonly failure: unknown;
  readonly complete: boolean;
}

export interface BodySource {
  readonly origin: string;
  readonly stallMs: number;
  readonly stream: AsyncIterable<Uint8Array> & { destroy(error?: Error): unknown; dump(): Promise<void> };
  /** Aborts the request at its socket. */
  readonly stop: (reason: unknown) => void;
  readonly onEnd: (end: BodyEnd) => void;
}

export class ReplyBody implements AsyncIterable<Uint8Array> {
  readonly #source: BodySource;
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.#end(this.#signal.reason, false);
  #receivedBytes = 0;
  #ended = false;

  constructor(source: BodySource, signal: AbortSignal) {
    this.#source = source;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /** Discards the body of a reply whose head is enough. A short rest is read, so that the connection can be reused. */
  discard(): void {
    this.#source.stream.dump().catch(() => undefined);
    this.#end(undefined, false);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    const { origin, stallMs, stream, stop } = this.#source;
    let failure: unknown;
    let complete = false;
    // One timer, re-armed lazily: a token per millisecond must not cost a timer each.
    let lastMs = performance.now();
    // Time that the reader takes does not count as the endpoint's.
    let held = false;
    let stalled: ReturnType<typeof deadlineProblem> | undefined;
    const unwatch = watchDeadline(
      () => (held ? stallMs : stallMs - (performance.now() - lastMs)),
      () => {
        stalled = deadlineProblem(origin, 'streaming', stallMs);
        stop(stalled);
      },
    );
    try {
      for await (const chunk of stream) {
        this.#signal.throwIfAborted();
        this.#receivedBytes += chunk.length;
        held = true;
        yield chunk;
        held = false;
        lastMs = performance.now();
      }
      complete = true;
    } catch (error) {
      failure = this.#signal.aborted ? this.#signal.reason : (stalled ?? netProblem(error, origin, 'streaming'));
      throw failure;
    } finally {
      unwatch();
      if (!complete) stream.destroy();
      this.#end(failure, complete);
    }
  }

  #end(failure: unknown, complete: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#source.onEnd({ receivedBytes: this.#receivedBytes, failure, complete });
  }
}
