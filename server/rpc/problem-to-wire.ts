/** The one place where a failure becomes a JSON-RPC error: a Problem travels in `data`, a bug becomes `internal`, a cancel says only that. */
import { ResponseError } from 'vscode-languageserver/node';
import { isAbort } from '../protocol/abort-error.js';
import { type Problem, type ProblemCode, problemOf } from '../protocol/problem.js';
import { wireErrors } from '../protocol/wire.js';

const codes: Readonly<Partial<Record<ProblemCode, number>>> = {
  'bad-params': wireErrors.invalidParams,
  'unknown-method': wireErrors.methodNotFound,
  internal: wireErrors.internal,
};

export function problemToWire(error: unknown): ResponseError<Problem | undefined> {
  if (error instanceof ResponseError) return error;
  if (isAbort(error)) return new ResponseError(wireErrors.cancelled, 'Stopped', undefined);
  const problem = problemOf(error);
  return new ResponseError(codes[problem.code] ?? wireErrors.failed, problem.message, problem);
}
