/** Checks whether a process exists. */
import { errnoOf } from './errno.js';

/**
 * Returns false only if the system says that there is no such process. On any other failure, as for another user's process, it is alive.
 */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
