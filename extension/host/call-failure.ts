/** Classifies a failed call: a Problem for a person, an abort, or a bug. Pure. */

import { abortError } from '../../server/protocol/abort-error.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { problemOfData, wireErrors } from '../../server/protocol/wire.js';

/** JSON-RPC's own codes for a closed connection: disposed, pending response rejected, inactive. */
const connectionCodes: ReadonlySet<unknown> = new Set([-32097, -32098, -32099]);

export const serverDown = (): ProblemError => new ProblemError('server-down', say('serverDown'), say('waitOrRestart'));

/** Returns the error to throw instead of `error`. `alive` is false if the connection closed meanwhile. */
export function callFailure(error: unknown, signal: AbortSignal, alive: boolean): unknown {
  if (signal.aborted) return abortError();
  if (typeof error !== 'object' || error === null) return error;
  const { code, data } = error as { readonly code?: unknown; readonly data?: unknown };
  const problem = problemOfData(data);
  if (problem !== undefined) return ProblemError.of(problem, { cause: error });
  if (code === wireErrors.cancelled) return abortError();
  if (!alive || connectionCodes.has(code)) return serverDown();
  return error;
}
