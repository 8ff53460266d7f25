/** Tells two processes with the same id apart. */
import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Returns when a process started, in the kernel's own units, or undefined if the system does not say. An id that was given to another process
 * has another start.
 */
export function processStart(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const descriptor = openSync(`/proc/${pid}/stat`, 'r');
    try {
      const bytes = Buffer.alloc(2048);
      const text = bytes.toString('latin1', 0, readSync(descriptor, bytes));
      // The name in parentheses may hold blanks; the start is the 20th field behind it (proc(5)).
      return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
