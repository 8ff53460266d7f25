/** Waits for work for a limited time. */
import { raceAbort } from './signals.js';

/**
 * Resolves with the result of `work`, or with undefined after `ms` milliseconds; the work itself goes on. Rejects as `work` does, or when
 * `signal` aborts. The caller handles a rejection of `work` that comes later.
 */
export async function within<T>(work: Promise<T>, ms: number, signal: AbortSignal): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  try {
    return await raceAbort(Promise.race([work, late.promise]), signal);
  } finally {
    clearTimeout(timer);
  }
}
