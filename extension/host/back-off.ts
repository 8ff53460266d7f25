/** When a crashed server is started again. Pure: the clock comes in as an argument. */

const longestDelayMs = 30_000;
/** This many crashes within the window, and a person has to decide. */
const maxCrashes = 6;
const windowMs = 3 * 60_000;

export class BackOff {
  readonly #firstDelayMs: number;
  readonly #crashes: number[] = [];

  /** `firstDelayMs`: the wait after the first crash; each further one doubles it. */
  constructor(firstDelayMs: number) {
    this.#firstDelayMs = firstDelayMs;
  }

  /** Milliseconds to wait after a crash at `now`; undefined where starting again has no prospect. */
  crashed(now: number): number | undefined {
    this.#crashes.push(now);
    while (this.#crashes[0] !== undefined && this.#crashes[0] < now - windowMs) this.#crashes.shift();
    if (this.#crashes.length >= maxCrashes) return undefined;
    return Math.min(longestDelayMs, this.#firstDelayMs * 2 ** (this.#crashes.length - 1));
  }

  /** A person started it again: past crashes no longer count. */
  reset(): void {
    this.#crashes.length = 0;
  }
}
