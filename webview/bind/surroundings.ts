/** The browser's own time and randomness. */

import { abortError } from '../../server/protocol/abort-error.js';
import type { Surroundings } from './panel-store.js';

/** A hidden page draws no frames, so tasks for the next frame run after this time. */
const hiddenMs = 100;

const life = new AbortController();
addEventListener('pagehide', () => life.abort(abortError()), { once: true });

export const surroundings: Surroundings = {
  now: () => performance.now(),
  wall: () => Date.now(),
  newId: () => crypto.randomUUID(),
  beforeFrame: task => {
    let isDone = false;
    const once = () => {
      if (isDone) return;
      isDone = true;
      task();
    };
    requestAnimationFrame(once);
    setTimeout(once, hiddenMs);
  },
  later: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  life: life.signal,
};
