/** Counted holds: something pauses while at least one hold is undisposed. Pure. */
import { type Disposable, toDisposable } from './disposables.js';

export interface HoldEvents {
  /** Called when the first hold is taken. */
  readonly onHeld?: () => void;
  /** Called when the last hold is disposed. */
  readonly onFree?: () => void;
}

export class Holds {
  readonly #events: HoldEvents;
  #count = 0;

  constructor(events: HoldEvents = {}) {
    this.#events = events;
  }

  get isHeld(): boolean {
    return this.#count > 0;
  }

  /** Takes a hold. Disposing it twice has no further effect. */
  take(): Disposable {
    if (this.#count++ === 0) this.#events.onHeld?.();
    let isMine = true;
    return toDisposable(() => {
      if (!isMine) return;
      isMine = false;
      if (--this.#count === 0) this.#events.onFree?.();
    });
  }
}
