/** The browser's own time and chance. */
import type { Surroundings } from './panel-store.js';

/** A hidden page draws no frames; what waits for one must not wait for ever. */
const hiddenMs = 100;

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
};
