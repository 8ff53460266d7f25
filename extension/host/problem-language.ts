/** The server's problems in the editor's display language. English stays where no table has the sentence. */
import { localiseProblem } from '../../server/protocol/localise-problem.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { problemTextsOf } from '../../server/protocol/problem-texts-of.js';

/** `language` as the editor names it: `de`, `zh-cn`. What is no problem goes through as it is. */
export function inLanguage(error: unknown, language: string): unknown {
  const texts = problemTextsOf(language);
  if (!(error instanceof ProblemError) || texts === undefined) return error;
  const { code, message, remedy } = localiseProblem(error.problem, texts);
  return new ProblemError(code, message, remedy, { cause: error });
}
