/**
 * Holds the state, and is the only place where it changes. Independent of what the state means. While paused it calls no listener; one call
 * follows.
 */
export class Store<State, Message> {
  #state: State;
  readonly #reduce: (state: State, message: Message) => State;
  readonly #listeners = new Set<() => void>();
  #rests = false;

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
    if (!this.#rests) this.#tell();
  }

  /** The state continues to change, but listeners are not called until `wake`. */
  rest(): void {
    this.#rests = true;
  }

  wake(): void {
    if (!this.#rests) return;
    this.#rests = false;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** An arrow function, because React calls it without its object. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
