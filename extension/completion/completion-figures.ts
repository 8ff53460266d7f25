/** What inline completion did in this window: how long it took, what was shown and what was accepted. Pure. */

/** Number of times that are kept. */
const nKept = 500;

export class CompletionFigures {
  readonly #times: number[] = [];
  #nShown = 0;
  #nAccepted = 0;

  get nShown(): number {
    return this.#nShown;
  }

  /** Takes the time from a key press to the answer, in milliseconds. */
  took(ms: number): void {
    this.#times.push(ms);
    if (this.#times.length > nKept) this.#times.shift();
  }

  showed(): void {
    this.#nShown++;
  }

  accepted(): void {
    this.#nAccepted++;
  }

  /** Share of shown suggestions that were accepted; undefined before any was shown. */
  get acceptedShare(): number | undefined {
    return this.#nShown === 0 ? undefined : Math.min(1, this.#nAccepted / this.#nShown);
  }

  /** Returns the time within which this share of the answers arrived; undefined before any did. */
  quantileMs(share: number): number | undefined {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }
}
