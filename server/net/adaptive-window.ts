/**
 * How many requests an endpoint bears at once, found by measuring: one more while its answers stay quick, a share fewer when
 * they slow down or fail. Additive increase, multiplicative decrease. Pure but for its own numbers.
 */

export interface WindowLimits {
  readonly start: number;
  readonly smallest: number;
  readonly largest: number;
}

export type Outcome =
  | { readonly kind: 'ok'; readonly kindOfWork: string; readonly latencyMs: number }
  /** Refused, timed out or reset: the endpoint has too much, or is gone. */
  | { readonly kind: 'overloaded' }
  /** Says nothing about load: cancelled, a client error, a long stream. */
  | { readonly kind: 'unknown' };

/** Slower than the quickest by this factor, and by more than `noiseMs`, counts as a queue at the other end. */
const tolerance = 2.5;
const noiseMs = 10;
const slowFactor = 0.8;
const failedFactor = 0.5;
/** The quickest answer is forgotten slowly, so that an endpoint that became slower for good is not squeezed for ever. */
const forget = 1.0003;

export class AdaptiveWindow {
  readonly #limits: WindowLimits;
  readonly #quickest = new Map<string, number>();
  #size: number;
  /** Outcomes left before the next decrease counts: one decrease a round trip, not one a request. */
  #deaf = 0;
  #nMoves = 0;

  constructor(limits: WindowLimits) {
    this.#limits = limits;
    this.#size = limits.start;
  }

  /** Requests that may be in flight now. */
  get size(): number {
    return Math.floor(this.#size);
  }

  /** How often the size changed by a whole request. */
  get nMoves(): number {
    return this.#nMoves;
  }

  /** `nInFlight` is what was in flight when the request ended: an idle endpoint teaches nothing about more. */
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
