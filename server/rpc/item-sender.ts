/**
 * Streams a method's items as partial results. Items are gathered in three places on their way to the screen, each for its own reason; this
 * one is back-pressure: at most one message is in flight, so a slow reader of the socket gets fewer and larger ones.
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

  /** Sends the remaining items. The connection writes in order, so the response comes after them. */
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
