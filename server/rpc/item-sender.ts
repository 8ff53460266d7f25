/**
 * Streams a method's items as partial results. While one array is on its way to the socket the next items gather into one array behind it,
 * so a slow reader gets fewer and larger messages, and at most one is in flight.
 */
export class ItemSender<Item> {
  readonly #send: (items: readonly Item[]) => Promise<void>;
  #pending: Item[] = [];
  #inFlight = false;
  #scheduled: NodeJS.Immediate | undefined;

  constructor(send: (items: readonly Item[]) => Promise<void>) {
    this.#send = send;
  }

  readonly emit = (item: Item): void => {
    this.#pending.push(item);
    if (!this.#inFlight) this.#scheduled ??= setImmediate(() => this.#flush());
  };

  /** Sends what is left. The response that follows stays behind it, as the connection writes in order. */
  close(): void {
    if (this.#scheduled) clearImmediate(this.#scheduled);
    this.#flush();
  }

  #flush(): void {
    this.#scheduled = undefined;
    if (this.#pending.length === 0) return;
    const items = this.#pending;
    this.#pending = [];
    this.#inFlight = true;
    // A failed send means that the connection is gone; its close handler ends the server.
    const sent = () => {
      this.#inFlight = false;
      this.#flush();
    };
    this.#send(items).then(sent, sent);
  }
}
