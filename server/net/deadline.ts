/**
 * A deadline that is checked twice. After the process has stood still (a busy machine, a laptop that slept), timers fire before pending
 * input is read, so an answer that has already arrived gets one turn of the event loop.
 */

/** Calls `passed` once `leftMs` returns 0 or less, and still does one turn later. Returns a function that ends the watch. */
export function watchDeadline(leftMs: () => number, passed: () => void): () => void {
  let isSecondCheck = false;
  const check = (): void => {
    const left = leftMs();
    if (left <= 0 && isSecondCheck) return passed();
    isSecondCheck = left <= 0;
    timer = setTimeout(check, Math.max(left, 1));
  };
  let timer = setTimeout(check, leftMs());
  return () => clearTimeout(timer);
}
