/**
 * An endpoint that failed several times in a row is left alone for a while, longer each time; then one request tries it again.
 * A person's own request always goes through: they may just have started the server. Pure: time comes in as an argument.
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

  /** How often it opened. */
  get nOpened(): number {
    return this.#nOpened;
  }

  /** What the endpoint failed with, when it shall be left alone now; otherwise the request may go. */
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

  /** The request that was let through as a probe ended without telling anything, for instance by a cancel. */
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
