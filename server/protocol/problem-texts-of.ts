/** The table of a language, for whoever may hold all of them; the panel loads the one that it needs. Pure. */
import type { ProblemTexts } from './localise-problem.js';
import { chinese } from './problem-texts/chinese.js';
import { french } from './problem-texts/french.js';
import { german } from './problem-texts/german.js';
import { japanese } from './problem-texts/japanese.js';
import { spanish } from './problem-texts/spanish.js';

const tables: Readonly<Record<string, ProblemTexts>> = { de: german, es: spanish, fr: french, ja: japanese, 'zh-cn': chinese };

/** `language` as the editor names it: `de`, `de-AT`, `zh-cn`; undefined for English and for what no table has. */
export function problemTextsOf(language: string): ProblemTexts | undefined {
  const wanted = language.toLowerCase();
  return tables[wanted] ?? tables[wanted.split('-')[0]!];
}
