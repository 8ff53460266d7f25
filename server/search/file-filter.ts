/** Turns the filters of a question, `lang:` and `path:`, into a test of files. Pure. */
import type { Snapshot } from '../snapshot/snapshot-types.js';
import { languagesMeant } from '../text/language/languages.js';
import type { FileFilter } from './collect-candidates.js';
import type { ParsedQuery } from './query/parse-query.js';

/** Returns undefined if every file passes. */
export function fileFilter(parsed: ParsedQuery, snapshot: Snapshot): FileFilter | undefined {
  if (!hasFilter(parsed)) return undefined;
  const languages = parsed.languages.map(languageTest);
  const excludedLanguages = parsed.excludedLanguages.map(languageTest);
  const wanted = parsed.paths.map(pathTest);
  const unwanted = parsed.excludedPaths.map(pathTest);
  return file => {
    const { path, language } = snapshot.file(file);
    const lower = path.toLowerCase();
    if (languages.length > 0 && !languages.some(test => test(language, lower))) return false;
    if (excludedLanguages.some(test => test(language, lower))) return false;
    return wanted.every(test => test(lower)) && !unwanted.some(test => test(lower));
  };
}

export const hasFilter = ({ languages, excludedLanguages, paths, excludedPaths }: ParsedQuery): boolean =>
  languages.length + excludedLanguages.length + paths.length + excludedPaths.length > 0;

/** A word that names no language is taken for an extension, with or without its dot. */
function languageTest(word: string): (language: number, path: string) => boolean {
  const meant = languagesMeant(word);
  if (meant.length > 0) return language => meant.includes(language);
  const ending = word.startsWith('.') ? word : `.${word}`;
  return (_, path) => path.endsWith(ending);
}

/** `piece` is part of a path, or a pattern with `*` and `?`. */
function pathTest(piece: string): (path: string) => boolean {
  if (!/[*?]/.test(piece)) return path => path.includes(piece);
  const pattern = piece
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, stars => (stars.length > 1 ? '.*' : '[^/]*'))
    .replaceAll('?', '[^/]');
  const compiled = new RegExp(`(?:^|/)${pattern}`);
  return path => compiled.test(path);
}
