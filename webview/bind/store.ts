/** Holds the state; the only place where it changes. Knows nothing of what the state means. */
export class Store<State, Message> {
  #state: State;
  readonly #reduce: (state: State, message: Message) => State;
  readonly #listeners = new Set<() => void>();

  constructor(initial: State, reduce: (state: State, message: Message) => State) {
    this.#state = initial;
    this.#reduce = reduce;
  }

  get state(): State {
    return this.#state;
  }

  dispatch(message: Message): void {
    const next = this.#reduce(this.#state, message);
    if (next === this.#state) return;
    this.#state = next;
    for (const listener of this.#listeners) listener();
  }

  /** An arrow, because React calls it without its object. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
