/** What a failed request means for the person: nothing for a stop, a Problem for all else. */

import { errorText } from '../../server/protocol/error-text.js';
import type { Problem } from '../../server/protocol/problem.js';
import { RequestFailed } from '../port/extension-port.js';

export function problemOfFailure(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem;
  const message = errorText(error);
  return {
    code: 'internal',
    message: `The panel met an error of its own: ${message}`,
    remedy: 'See the output channel "Vibe" and report it',
  };
}
