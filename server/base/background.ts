/** The only way to start work that nothing awaits: its failure is logged under a name. */
import { isAbort } from '../protocol/abort-error.js';
import { errorTrace } from '../protocol/error-text.js';

export type Log = (level: 'error' | 'warn' | 'info' | 'debug', text: string) => void;

export function background(name: string, work: Promise<unknown>, log: Log): void {
  work.catch((error: unknown) => {
    if (!isAbort(error)) log('error', `${name} failed: ${errorTrace(error)}`);
  });
}
