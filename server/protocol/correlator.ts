/**
 * Matches answers with waiting requests, on any wire. Invariant: every promise settles exactly once: with its answer, with the reason of
 * its
 * signal, or with the error of a closed wire. Pure: the caller sends the messages.
 */

/** The part of AbortSignal that browsers and Node share; this folder is compiled without the types of either. */
interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void, options: { readonly once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface CorrelatorOptions {
  /** Limit of waiting requests. */
  readonly maxWaiting: number;
  /** Returns the error for a request beyond the limit. */
  readonly refusal: () => Error;
}

export interface CorrelatedRequest<Answer, Result, Note> {
  /** Sends the request under its number. Called immediately. */
  readonly send: (id: number) => void;
  /** Tells the other end that the request is no longer needed. */
  readonly cancel: (id: number) => void;
  /** Returns the result in an answer, or throws the error in it. */
  readonly read: (answer: Answer) => Result;
  /** Kept with the request while it waits. */
  readonly note: Note;
}

interface WaitingRequest<Answer, Note> {
  readonly note: Note;
  readonly settle: (answer: Answer) => void;
  readonly fail: (error: unknown) => void;
}

export class Correlator<Answer, Note = undefined> {
  readonly #options: CorrelatorOptions;
  readonly #waiting = new Map<number, WaitingRequest<Answer, Note>>();
  #lastId = 0;

  constructor(options: CorrelatorOptions) {
    this.#options = options;
  }

  get nWaiting(): number {
    return this.#waiting.size;
  }

  /** Rejects with the signal's reason, the refusal, what `read` throws, or the error given to `failAll`. */
  request<Result>({ send, cancel, read, note }: CorrelatedRequest<Answer, Result, Note>, signal: StopSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) throw signal.reason;
      if (this.#waiting.size >= this.#options.maxWaiting) throw this.#options.refusal();
      const id = ++this.#lastId;
      const onAbort = (): void => {
        this.#waiting.delete(id);
        reject(signal.reason);
        cancel(id);
      };
      const leave = (): void => {
        this.#waiting.delete(id);
        signal.removeEventListener('abort', onAbort);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, {
        note,
        settle: answer => {
          leave();
          try {
            resolve(read(answer));
          } catch (error) {
            reject(error);
          }
        },
        fail: error => {
          leave();
          reject(error);
        },
      });
      try {
        send(id);
      } catch (error) {
        leave();
        throw error;
      }
    });
  }

  /** Returns the note of a request that still waits. */
  noteOf(id: number): Note | undefined {
    return this.#waiting.get(id)?.note;
  }

  /** Settles the request of this number. An answer to a request that no longer waits, or never did, is dropped. */
  settle(id: number, answer: Answer): void {
    this.#waiting.get(id)?.settle(answer);
  }

  /** Rejects all waiting requests, because the wire is closed. */
  failAll(error: unknown): void {
    for (const { fail } of this.#waiting.values()) fail(error);
  }
}
