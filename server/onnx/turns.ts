/** Grants turns one at a time, in the order of asking, except that urgent callers go before all others that wait. */

export class Turns {
  readonly #urgent: (() => void)[] = [];
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  /** Resolves when it is the caller's turn, with a function that passes the turn on. */
  async enter(isUrgent: boolean): Promise<() => void> {
    if (this.#isTaken) await new Promise<void>(resolve => (isUrgent ? this.#urgent : this.#waiting).push(resolve));
    this.#isTaken = true;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#urgent.shift() ?? this.#waiting.shift();
      if (next === undefined) this.#isTaken = false;
      else next();
    };
  }
}
