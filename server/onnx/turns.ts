/** One at a time, in the order of asking, but for those in a hurry, who go before all others that wait. */

export class Turns {
  readonly #hurried: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Resolves when it is the caller's turn, with what gives it to the next. */
  async enter(isHurried: boolean): Promise<() => void> {
    if (this.#isTaken) await new Promise<void>(resolve => (isHurried ? this.#hurried : this.#waiting).push(resolve));
    this.#isTaken = true;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#hurried.shift() ?? this.#waiting.shift();
      if (next === undefined) this.#isTaken = false;
      else next();
    };
  }
}
