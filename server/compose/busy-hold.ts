/**
 * Background work gives way while the machine is too busy for the editor: where the server's own event loop wakes late, so does the editor's.
 * Between the two bounds all stays as it is, so that it does not go to and fro.
 */
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';

/** Late enough for a person to feel it while typing. */
const busyMs = 50;
const calmMs = 20;

export class BusyHold implements Disposable {
  readonly #hold: () => Disposable;
  readonly #recorder: Recorder;
  #held: Disposable | undefined;

  /** `hold`: background work gives way until what it returns is disposed. */
  constructor(hold: () => Disposable, recorder: Recorder) {
    this.#hold = hold;
    this.#recorder = recorder;
  }

  /** The p99 of the event loop's delay over the last seconds. */
  saw(delayMs: number): void {
    if (delayMs >= busyMs && this.#held === undefined) {
      this.#held = this.#hold();
      this.#recorder.count('WorkStealingScheduler', 'gave way to a busy editor');
    } else if (delayMs < calmMs) void this.dispose();
  }

  async dispose(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    await held?.dispose();
  }
}
