/**
 * Stops sending to an endpoint that has failed several times in a row, for a while that grows with each failure; then one request tries it
 * again. Requests of a person always go through, because they may just have started the server. Pure: the time is an argument.
 */

const failuresToOpen = 5;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

export class CircuitBreaker {
  #nFailures = 0;
  #openUntilMs = 0;
  #probing = false;
  #nOpened = 0;
  #lastFailure: unknown;

  /** Number of times the breaker has opened. */
  get nOpened(): number {
    return this.#nOpened;
  }

  /** Returns the last failure if the endpoint should be left alone now; undefined if the request may go. */
  refusal(nowMs: number): { readonly failure: unknown; readonly retryMs: number } | undefined {
    if (this.#nFailures < failuresToOpen) return undefined;
    if (nowMs < this.#openUntilMs) return { failure: this.#lastFailure, retryMs: this.#openUntilMs - nowMs };
    if (this.#probing) return { failure: this.#lastFailure, retryMs: firstPauseMs };
    this.#probing = true;
    return undefined;
  }

  succeeded(): void {
    this.#nFailures = 0;
    this.#probing = false;
    this.#lastFailure = undefined;
  }

  /** The probe request ended without a result, for instance because it was cancelled. */
  abstained(): void {
    this.#probing = false;
  }

  failed(failure: unknown, nowMs: number): void {
    this.#probing = false;
    this.#lastFailure = failure;
    this.#nFailures++;
    if (this.#nFailures < failuresToOpen) return;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#nFailures - failuresToOpen));
    this.#openUntilMs = nowMs + pauseMs;
    this.#nOpened++;
  }
}
