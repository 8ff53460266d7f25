/** What every planner of code needs to know of the file and of the answer. Pure. */
import type { Language } from '../../text/language/languages.js';
import { type Definition, definitionsOf } from './definitions.js';

export interface CodeContext {
  readonly file: readonly string[];
  readonly language: Language;
  readonly definitions: readonly Definition[];
  readonly prose: string;
}

export function contextOf(file: readonly string[], language: Language, prose: string): CodeContext {
  return { file, language, definitions: definitionsOf(file, language), prose };
}
