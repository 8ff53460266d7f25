/**
 * Gathers streamed items into one message a frame: the first goes out at once, the following ones at most every 16 ms.
 * Pure but for the timer. The panel's own frame rate is the bound, or a slow beat while nobody sees it; between two frames items only wait here.
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

  /** Somebody looks again: what waits is sent now. */
  hurry(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#frame();
  }

  /** Sends what waits: the result that follows must not overtake it. */
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
