/**
 * What a person can cause or meet, as a value: it crosses wires, is shown, and names one thing to do.
 * Bugs are thrown as ordinary errors; a cancel is neither logged nor shown. Imports nothing that runs but valibot.
 */
import * as v from 'valibot';
import { errorText } from './error-text.js';

/** Code branches on these, never on text. */
export const problemCodes = [
  'bad-params',
  'unknown-method',
  'no-folder',
  'folder-unreadable',
  'index-busy',
  'index-damaged',
  'storage-unwritable',
  'queue-full',
  'offline',
  'endpoint-unreachable',
  'endpoint-refused',
  'endpoint-unauthorised',
  'endpoint-busy',
  'endpoint-nonsense',
  'endpoint-stalled',
  'stream-cut',
  'model-missing',
  'model-loading',
  'model-unfit',
  'context-overflow',
  'embedder-failed',
  'not-found',
  'untrusted',
  'document-unreadable',
  'file-changed',
  'edit-unsure',
  'edit-refused',
  'server-down',
  'internal',
] as const;

export type ProblemCode = (typeof problemCodes)[number];

export const problemSchema = v.object({
  code: v.picklist(problemCodes),
  /** What was attempted, with actual and wanted state. One sentence without a full stop. */
  message: v.string(),
  /** One thing to do. One sentence without a full stop. */
  remedy: v.string(),
});

export type Problem = Readonly<v.InferOutput<typeof problemSchema>>;

/** Carries a Problem through code that throws; the wire turns it back into the value. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(code: ProblemCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = { code, message, remedy };
  }
}

/** The Problem inside `error`, or `internal` for a bug. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = errorText(error);
  return { code: 'internal', message: `Vibe met an error of its own: ${message}`, remedy: 'See the output channel "Vibe" and report it' };
}
