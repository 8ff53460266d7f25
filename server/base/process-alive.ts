/** Whether a process exists. */
import { errnoOf } from './errno.js';

/** Returns false only if the system says that there is no such process: any other failure (another user's process) leaves it alive. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
