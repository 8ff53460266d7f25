/**
 * The only place where a failure becomes a JSON-RPC error: a Problem travels in `data`, a bug becomes `internal`, a cancellation says only
 * that.
 */
import { ResponseError } from 'vscode-languageserver/node';
import { isAbort } from '../protocol/abort-error.js';
import { type ProblemCode, problemOf } from '../protocol/problem.js';
import type { Wording } from '../protocol/sentences/sentence.js';
import { wireErrors } from '../protocol/wire.js';
import { type ProblemOnWire, withMessage } from './with-message.js';

const codes: Readonly<Partial<Record<ProblemCode, number>>> = {
  'bad-params': wireErrors.invalidParams,
  'unknown-method': wireErrors.methodNotFound,
  internal: wireErrors.internal,
};

/** `wording` is the language of the error's message; its data contains the values. */
export function problemToWire(error: unknown, wording: Wording): ResponseError<ProblemOnWire | undefined> {
  if (error instanceof ResponseError) return error;
  if (isAbort(error)) return new ResponseError(wireErrors.cancelled, 'Stopped', undefined);
  const problem = withMessage(problemOf(error), wording);
  return new ResponseError(codes[problem.code] ?? wireErrors.failed, problem.message, problem);
}
