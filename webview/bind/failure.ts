/** What a failed request means for the person: nothing for a stop, a Problem for all else. */
import type { Problem } from '../../server/protocol/problem.js';
import { RequestFailed } from '../port/port.js';

export const isStop = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';

export function problemOfFailure(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `The panel met an error of its own: ${message}`,
    remedy: 'See the output channel "Vibe" and report it',
  };
}
