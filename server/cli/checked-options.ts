/** Turns options of the command line into those of the server. A wrong value counts as wrong usage. */
import { getDotPath, safeParse } from 'valibot';
import { type Options, optionsSchema } from '../protocol/options.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

export function checkedOptions(given: object): Options {
  const result = safeParse(optionsSchema, given);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ProblemError(
    'bad-params',
    say('wrongOption', { option: getDotPath(issue) ?? 'The options', issue: issue.message }),
    say('seeHelp'),
  );
}
