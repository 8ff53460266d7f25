/** The server's problems in the editor's display language. English stays where no table has the sentence. */
import { localiseProblem, type ProblemTexts } from '../../server/protocol/localise-problem.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { chinese } from '../../server/protocol/problem-texts/chinese.js';
import { french } from '../../server/protocol/problem-texts/french.js';
import { german } from '../../server/protocol/problem-texts/german.js';
import { japanese } from '../../server/protocol/problem-texts/japanese.js';
import { spanish } from '../../server/protocol/problem-texts/spanish.js';

const tables: Readonly<Record<string, ProblemTexts>> = { de: german, es: spanish, fr: french, ja: japanese, 'zh-cn': chinese };

/** `language` as the editor names it: `de`, `zh-cn`. What is no problem goes through as it is. */
export function inLanguage(error: unknown, language: string): unknown {
  const wanted = language.toLowerCase();
  const texts = tables[wanted] ?? tables[wanted.split('-')[0]!];
  if (!(error instanceof ProblemError) || texts === undefined) return error;
  const { code, message, remedy } = localiseProblem(error.problem, texts);
  return new ProblemError(code, message, remedy, { cause: error });
}
