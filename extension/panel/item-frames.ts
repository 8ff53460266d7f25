/**
 * Gathers streamed items into one message per frame: the first is sent immediately, later ones at most every 16 ms, or every second while
 * the
 * panel is hidden. This limits the messages to the webview, each of which crosses two processes (the socket's back-pressure is in
 * `server/rpc/item-sender.ts`, the panel's drawing in `webview/bind/answers.ts`). Pure except for the timer.
 */
const frameMs = 16;
const hiddenFrameMs = 1000;

export class ItemFrames {
  readonly #send: (items: readonly unknown[]) => void;
  readonly #isShown: () => boolean;
  #waiting: unknown[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (items: readonly unknown[]) => void, isShown: () => boolean) {
    this.#send = send;
    this.#isShown = isShown;
  }

  readonly add = (items: readonly unknown[]): void => {
    for (const item of items) this.#waiting.push(item);
    if (this.#timer === undefined) this.#frame();
  };

  /** Sends waiting items now, because the panel is visible again. */
  hurry(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#frame();
  }

  /** Sends waiting items, so that the result does not overtake them. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flush();
  }

  #frame(): void {
    this.#timer = this.#flush() ? setTimeout(() => this.#frame(), this.#isShown() ? frameMs : hiddenFrameMs) : undefined;
  }

  #flush(): boolean {
    if (this.#waiting.length === 0) return false;
    const items = this.#waiting;
    this.#waiting = [];
    this.#send(items);
    return true;
  }
}
