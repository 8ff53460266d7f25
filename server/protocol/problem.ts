/**
 * A failure that a person can cause or meet, as a value: it crosses wires, is shown, and names one thing to do.
 * Bugs are thrown as ordinary errors; a cancellation is neither logged nor shown. Imports no code except valibot and the sentences.
 */
import * as v from 'valibot';
import { errorText } from './error-text.js';
import { englishWording, type Sentence, say, sentenceSchema, verbatim, type Wording, worded } from './sentences/sentence.js';

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

export interface Problem {
  readonly code: ProblemCode;
  /** What was attempted, with actual and wanted state. One sentence without a full stop. */
  readonly text: Sentence;
  /** One thing to do. One sentence without a full stop. */
  readonly remedy: Sentence;
}

/** An unknown code, sent by another version, is treated as `internal`. */
const codeSchema = v.fallback(v.picklist(problemCodes), 'internal');

/** Before sentences were values, problems were stored as two English sentences; those stay readable. */
const storedInWords = v.pipe(
  v.object({ code: codeSchema, message: v.string(), remedy: v.string() }),
  v.transform(({ code, message, remedy }): Problem => ({ code, text: verbatim(message), remedy: verbatim(remedy) })),
);

export const problemSchema: v.GenericSchema<unknown, Problem> = v.union([
  v.object({ code: codeSchema, text: sentenceSchema, remedy: sentenceSchema }),
  storedInWords,
]);

/** A problem in words. Neither sentence ends with a full stop. */
export interface WordedProblem {
  readonly message: string;
  readonly remedy: string;
}

export const wordedProblem = ({ text, remedy }: Problem, wording: Wording): WordedProblem => ({
  message: worded(text, wording),
  remedy: worded(remedy, wording),
});

/** Returns both sentences, as they are shown together. */
export const problemLine = (problem: Problem, wording: Wording): string =>
  worded(say('problemAndRemedy', { problem: problem.text, remedy: problem.remedy }), wording);

/** Carries a Problem through code that throws; at the wire it becomes the value again. Its `message` is English, for logs. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(code: ProblemCode, text: Sentence, remedy: Sentence, options?: ErrorOptions) {
    super(worded(text, englishWording), options);
    this.problem = { code, text, remedy };
  }

  static of({ code, text, remedy }: Problem, options?: ErrorOptions): ProblemError {
    return new ProblemError(code, text, remedy, options);
  }
}

/** Returns the Problem inside `error`, or `internal` for a bug. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { code: 'internal', text: say('internalError', { message: errorText(error) }), remedy: say('reportFromLog') };
}
