/** Blocks of a message that are no edit: commands, output, usage, pictures. Pure. */
import { languageNamed } from '../../text/language/languages.js';

/** Fences of commands and pictures: never the file, unless it is of that language itself. */
const family = new Map([
  ['javascript', 'ecma'],
  ['javascriptreact', 'ecma'],
  ['typescript', 'ecma'],
  ['typescriptreact', 'ecma'],
  ['vue', 'ecma'],
  ['svelte', 'ecma'],
  ['json', 'json'],
  ['jsonc', 'json'],
  ['json5', 'json'],
  ['c', 'c'],
  ['cpp', 'c'],
  ['css', 'css'],
  ['scss', 'css'],
  ['less', 'css'],
  ['html', 'markup'],
  ['xml', 'markup'],
  ['yaml', 'yaml'],
  ['dockercompose', 'yaml'],
]);

/** Never the file, whatever it is. */
const neverCode = new Set([
  'console',
  'terminal',
  'log',
  'http',
  'mermaid',
  'pycon',
  'output',
  'stdout',
  'traceback',
  'session',
  'shell-session',
]);

/** Words that name no language: a fence with one may hold any. */
const anyLanguage = new Set(['', 'text', 'txt', 'plaintext', 'code', 'plain', 'none', 'file']);

export function relatedTo(word: string, language: string, isNamed: boolean): { readonly named: string; readonly isRelated: boolean } {
  const known = languageNamed(word)?.name;
  const own = languageNamed(language)?.name ?? language;
  // A language without a row may be that of a file without one.
  const isStrange = known === undefined && own === 'plaintext' && !neverCode.has(word);
  const named = anyLanguage.has(word) || isStrange ? '' : (known ?? (/^[a-z+#-]*$/.test(word) ? word : ''));
  const isRelated = isNamed || named === '' || named === own || (family.get(named) ?? named) === (family.get(own) ?? own);
  return { named, isRelated };
}

export const isExample = (before: string): boolean =>
  /\b(?:usage|example usage|example of use|for example|you can (?:now )?(?:use|call|test)|use it like|call it like|test it|to test|output|run it|run this|expected result|before the change)\b[^.\n]*:?\s*$/i.test(
    before,
  );

export const isSideShow = (before: string): boolean =>
  /\b(?:terminal|command line|install|output|run|prints?)\b[^.\n]*:?\s*$/i.test(before);
