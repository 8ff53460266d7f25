/**
 * How the rows of the method tables travel over JSON-RPC, defined once for both ends.
 *
 * - A row `a/b` is the request `vibe/a/b`; a server event `a/b` is the notification `vibe/a/b`.
 * - A caller that wants a row's stream adds `partialResultToken` to the params, as in LSP. Items then come as
 * `$/progress` notifications with that token and an array of items as value, in order, all of them before the response.
 * - A failure is a ResponseError whose `data` is a Problem; its code is one of `wireErrors`.
 * - `$/cancelRequest` stops the work. A cancelled `chat/ask` or `chat/follow` stops the turn itself and answers `{ kind: 'stopped' }`,
 * so that a restored panel can stop it too; a panel that merely goes away does not cancel, and follows the turn later.
 *
 * Imports no code except valibot.
 */
import * as v from 'valibot';
import { type Problem, problemSchema } from './problem.js';

export const wirePrefix = 'vibe/';

/** JSON-RPC and LSP error codes in use. */
export const wireErrors = {
  parseError: -32700,
  invalidRequest: -32600,
  invalidParams: -32602,
  methodNotFound: -32601,
  internal: -32603,
  /** LSP RequestFailed: the request was valid, but a Problem prevented the work. */
  failed: -32803,
  cancelled: -32800,
  notInitialized: -32002,
} as const;

/** Returns the Problem in a ResponseError's `data`; undefined if the other end sent none. */
export function problemOfData(data: unknown): Problem | undefined {
  const parsed = v.safeParse(problemSchema, data);
  return parsed.success ? parsed.output : undefined;
}
