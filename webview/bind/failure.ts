/** Turns a failed request into what the person should see: nothing for a stop, a Problem for everything else. */
import { errorText } from '../../server/protocol/error-text.js';
import type { Problem } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { RequestFailed } from '../port/extension-port.js';

export function problemOfFailure(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.problem;
  return { code: 'internal', text: say('panelError', { message: errorText(error) }), remedy: say('reportFromLog') };
}
