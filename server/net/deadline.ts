/**
 * A moment after which waiting ends. It looks twice: where this process stood still (a busy machine, a laptop that slept), timers are
 * late before what arrived meanwhile is read, so an answer that is already here gets one turn of the event loop.
 */

/** Calls `passed` once `leftMs` says 0 or less, and says so again a turn later. Returns what ends the watch. */
export function watchDeadline(leftMs: () => number, passed: () => void): () => void {
  let isSecondLook = false;
  const look = (): void => {
    const left = leftMs();
    if (left <= 0 && isSecondLook) return passed();
    isSecondLook = left <= 0;
    timer = setTimeout(look, Math.max(left, 1));
  };
  let timer = setTimeout(look, leftMs());
  return () => clearTimeout(timer);
}
