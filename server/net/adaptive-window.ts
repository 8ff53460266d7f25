/**
 * Measures how many requests an endpoint can take at once: one more while its answers stay quick, a share fewer when they slow down or fail
 * (additive increase, multiplicative decrease). Pure, except for its own numbers.
 */

export interface WindowLimits {
  readonly start: number;
  readonly smallest: number;
  readonly largest: number;
}

export type Outcome =
  | { readonly kind: 'ok'; readonly kindOfWork: string; readonly latencyMs: number }
  /** Refused, timed out or reset: the endpoint is overloaded or gone. */
  | { readonly kind: 'overloaded' }
  /** Gives no information about load: cancelled, a client error, or a long stream. */
  | { readonly kind: 'unknown' };

/** An answer slower than the quickest one by this factor, and by more than `noiseMs`, counts as queued at the endpoint. */
const tolerance = 2.5;
const noiseMs = 10;
const slowFactor = 0.8;
const failedFactor = 0.5;
/** The quickest latency grows slowly by this factor, so that an endpoint that has become slower for good is not throttled for ever. */
const forget = 1.0003;

export class AdaptiveWindow {
  readonly #limits: WindowLimits;
  readonly #quickest = new Map<string, number>();
  #size: number;
  /** Outcomes to ignore before the next decrease: there is one decrease per round trip, not one per request. */
  #deaf = 0;
  #nMoves = 0;

  constructor(limits: WindowLimits) {
    this.#limits = limits;
    this.#size = limits.start;
  }

  /** Number of requests that may be in flight now. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** Number of times the size has changed by a whole request. */
  get nMoves(): number {
    return this.#nMoves;
  }

  /** `nInFlight`: the number of requests in flight when this one ended. If the window was not full, a quick answer is no reason to grow. */
  record(outcome: Outcome, nInFlight: number): void {
    if (this.#deaf > 0) this.#deaf--;
    switch (outcome.kind) {
      case 'unknown':
        return;
      case 'overloaded':
        return this.#shrink(failedFactor);
      case 'ok': {
        const known = this.#quickest.get(outcome.kindOfWork);
        const quickest = known === undefined ? outcome.latencyMs : Math.min(known * forget, outcome.latencyMs);
        this.#quickest.set(outcome.kindOfWork, quickest);
        if (outcome.latencyMs > quickest * tolerance && outcome.latencyMs - quickest > noiseMs) this.#shrink(slowFactor);
        else if (nInFlight >= this.size) this.#resize(this.#size + 1 / this.#size);
        return;
      }
    }
  }

  #shrink(factor: number): void {
    if (this.#deaf > 0) return;
    this.#deaf = this.size;
    this.#resize(this.#size * factor);
  }

  #resize(size: number): void {
    const before = this.size;
    this.#size = Math.min(this.#limits.largest, Math.max(this.#limits.smallest, size));
    if (this.size !== before) this.#nMoves++;
  }
}
