/** Decides when a crashed server is started again. Pure: the clock is an argument. */

const longestDelayMs = 30_000;
/** After this many crashes within the window, the server is not started again until a person asks for it. */
const maxCrashes = 6;
const windowMs = 3 * 60_000;

export class BackOff {
  readonly #firstDelayMs: number;
  readonly #crashes: number[] = [];

  /** `firstDelayMs`: delay after the first crash. Each further crash doubles it. */
  constructor(firstDelayMs: number) {
    this.#firstDelayMs = firstDelayMs;
  }

  /** Returns the milliseconds to wait after a crash at `now`; undefined if starting again is pointless. */
  crashed(now: number): number | undefined {
    this.#crashes.push(now);
    while (this.#crashes[0] !== undefined && this.#crashes[0] < now - windowMs) this.#crashes.shift();
    if (this.#crashes.length >= maxCrashes) return undefined;
    return Math.min(longestDelayMs, this.#firstDelayMs * 2 ** (this.#crashes.length - 1));
  }

  /** Forgets past crashes, because a person has started the server again. */
  reset(): void {
    this.#crashes.length = 0;
  }
}
