/** What a failed call means: a Problem for a person, an abort, or a bug. Pure. */
import { ProblemError } from '../../server/protocol/problem.js';
import { problemOfData, wireErrors } from '../../server/protocol/wire.js';

/** JSON-RPC's own codes for a connection that is gone: disposed, pending response rejected, inactive. */
const connectionCodes: ReadonlySet<unknown> = new Set([-32097, -32098, -32099]);

export const serverDown = (): ProblemError =>
  new ProblemError('server-down', "Vibe's server stopped before it could answer", 'Wait until it is back, or run "Vibe: Restart Server"');

/** The error to throw instead of `error`; `alive` is false where the connection closed meanwhile. */
export function callFailure(error: unknown, signal: AbortSignal, alive: boolean): unknown {
  if (signal.aborted) return new DOMException('Stopped', 'AbortError');
  if (typeof error !== 'object' || error === null) return error;
  const { code, data } = error as { readonly code?: unknown; readonly data?: unknown };
  const problem = problemOfData(data);
  if (problem !== undefined) return new ProblemError(problem.code, problem.message, problem.remedy, { cause: error });
  if (code === wireErrors.cancelled) return new DOMException('Stopped', 'AbortError');
  if (!alive || connectionCodes.has(code)) return serverDown();
  return error;
}
