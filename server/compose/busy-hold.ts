/**
 * Pauses background work while the machine is too busy for the editor: if the server's own event loop wakes late, so does the editor's.
 * Between the two bounds the state does not change, so that it does not oscillate.
 */

import { type Disposable, toDisposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';
import type { CommonServices } from './common-services.js';

/** Late enough for a person to notice while typing. */
const busyMs = 50;
const calmMs = 20;

export class BusyHold implements Disposable {
  readonly #hold: () => Disposable;
  readonly #recorder: Recorder;
  #held: Disposable | undefined;

  /** `hold` pauses background work until its result is disposed. */
  constructor(hold: () => Disposable, recorder: Recorder) {
    this.#hold = hold;
    this.#recorder = recorder;
  }

  /** Takes the 99th percentile of the event loop's delay over the last seconds. */
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

/** Returns a BusyHold that receives the delays of this process's event loop. */
export function buildBusyHold(holdBackground: () => Disposable, { recorder, delayListeners }: CommonServices): Disposable {
  const busy = new BusyHold(holdBackground, recorder);
  const onDelay = (delayMs: number): void => busy.saw(delayMs);
  delayListeners.add(onDelay);
  return toDisposable(() => {
    delayListeners.delete(onDelay);
    return busy.dispose();
  });
}
