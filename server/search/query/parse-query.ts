/**
 * Parses what a person typed into words to rank by, filters, exact phrases and places. Accepts anything: a question, an identifier,
 * a regular expression, a stack trace, a hundred kilobytes of log. Work and output are bounded. Pure.
 */

import type { FileRole } from '../../text/language/file-role.js';
import { type ChangeScope, changeScope, noScope } from './change-scope.js';
import { type PlaceReference, placeReferences } from './place-references.js';
import type { QueryWord } from './query-word.js';
import { quotedPhrases, withPhrases } from './quoted-phrases.js';
import { readsAsChange } from './reads-as-change.js';
import { stopWords } from './stop-words.js';
import { plainPlace, type WordPlace, wordPlaces } from './word-places.js';

export interface ParsedQuery {
  /** As typed, without trailers; shortened if it is very long. */
  readonly text: string;
  readonly words: readonly QueryWord[];
  /** Exact parts of the text, all of which must occur. */
  readonly phrases: readonly string[];
  readonly excludedPhrases: readonly string[];
  readonly excludedWords: readonly string[];
  /** Names, aliases or extensions of languages in lower case, one of which a file must have; empty for all. */
  readonly languages: readonly string[];
  readonly excludedLanguages: readonly string[];
  /** Lower-case parts of paths, all of which must occur. */
  readonly paths: readonly string[];
  readonly excludedPaths: readonly string[];
  readonly places: readonly PlaceReference[];
  /** Kinds of files that the question mentions, which are then not ranked below the others. */
  readonly wanted: ReadonlySet<FileRole>;
  /** True for text that describes a change, like a commit message; it has its own ranking weights. */
  readonly isChange: boolean;
  /** Where the change is made, as the message states first; empty for other texts. */
  readonly scope: ChangeScope;
}

/** Of longer texts only both ends are read: a log has its first or last failure there. */
const maxChars = 6000;
const maxWords = 64;
const maxWordChars = 200;
/** Trailers at the end of a commit message, which say who and not what. */
const trailer = /^(?:[A-Z][a-z]+(?:-[A-Za-z]+)*-[Bb]y|Change-Id|Cc): .*$/gm;

const rolesByWord: Readonly<Record<string, FileRole>> = {
  test: 'test',
  tests: 'test',
  testing: 'test',
  tested: 'test',
  spec: 'test',
  specs: 'test',
  unittest: 'test',
  example: 'example',
  examples: 'example',
  sample: 'example',
  samples: 'example',
  demo: 'example',
  benchmark: 'example',
  benchmarks: 'example',
  documentation: 'docs',
  docs: 'docs',
  readme: 'docs',
  changelog: 'docs',
  guide: 'docs',
  generated: 'generated',
  vendor: 'vendored',
  vendored: 'vendored',
};

export function parseQuery(typed: string): ParsedQuery {
  const text = typed.replace(trailer, '');
  const cut = text.length > maxChars ? `${text.slice(0, maxChars / 2)}\n${text.slice(-maxChars / 2)}` : text;
  const places = placeReferences(cut);
  const quoted = quotedPhrases(cut);
  const filtered = readFilters(quoted.rest, quoted.isCode);
  const rest = withPhrases(filtered.rest, quoted.phrases);
  const isChange = readsAsChange(typed);
  const words = wordsOf(rest, isChange);
  return {
    text: cut,
    words,
    phrases: quoted.phrases,
    excludedPhrases: quoted.excludedPhrases,
    ...filtered.filters,
    places,
    wanted: new Set(words.flatMap(word => rolesByWord[word.text.toLowerCase()] ?? [])),
    isChange,
    scope: isChange ? changeScope(cut) : noScope,
  };
}

type Filters = Pick<ParsedQuery, 'languages' | 'excludedLanguages' | 'paths' | 'excludedPaths' | 'excludedWords'>;

/** Separates filters from the words. Pasted code has no excluded words: `a -b` is a subtraction there. */
function readFilters(text: string, isCode: boolean): { readonly rest: string; readonly filters: Filters } {
  const filters = {
    languages: [] as string[],
    excludedLanguages: [] as string[],
    paths: [] as string[],
    excludedPaths: [] as string[],
    excludedWords: [] as string[],
  };
  let rest = text.replace(
    /(^|\s)(-?)(lang|language|path|file):(?:"([^"\n]+)"|([^\s"]+))/gi,
    (_, before: string, minus: string, key: string, inQuotes: string | undefined, bare: string | undefined) => {
      const value = (inQuotes ?? bare ?? '').toLowerCase();
      if (/^l/i.test(key)) filters[minus === '' ? 'languages' : 'excludedLanguages'].push(...value.split(',').filter(one => one !== ''));
      else filters[minus === '' ? 'paths' : 'excludedPaths'].push(value.replaceAll('\\', '/'));
      return before;
    },
  );
  if (!isCode) {
    rest = rest.replace(/(^|\s)-([\p{L}_$][\p{L}\p{M}\p{N}_$]*)(?=\s|$)/gu, (_, before: string, word: string) => {
      filters.excludedWords.push(word);
      return before;
    });
  }
  return { rest, filters };
}

const wordPattern = /[\p{L}\p{M}\p{N}_$\u200c\u200d]+/gu;

function wordsOf(text: string, isChange: boolean): readonly QueryWord[] {
  const words: QueryWord[] = [];
  // Drops escapes of regular expressions: `\bfoo\w+` searches for foo.
  const plain = text.replace(/\\[wWdDsSbBnrt]/g, ' ');
  const placeAt = isChange ? wordPlaces(plain) : (): WordPlace => plainPlace;
  let previousEnd = -1;
  let previous = '';
  for (const match of plain.matchAll(wordPattern)) {
    const word = match[0].slice(0, maxWordChars);
    const between = previousEnd < 0 ? ' ' : plain.slice(previousEnd, match.index);
    const isQualified = /^(?:\.|::|->|#|\/|\?\.|!\.)$/.test(between);
    if (isQualified && words.length > 0) words[words.length - 1] = { ...words.at(-1)!, isIdentifier: true, isStop: false };
    words.push({
      text: word,
      isIdentifier: isQualified || isCodeWord(word),
      isStop: !isQualified && !isCodeWord(word) && stopWords.has(word.toLowerCase()),
      qualifier: isQualified ? previous : '',
      place: placeAt(match.index),
    });
    previousEnd = match.index + match[0].length;
    previous = word;
    if (words.length >= maxWords) break;
  }
  // A question that consists only of stop words is still a question.
  return words.every(word => word.isStop) ? words.map(word => ({ ...word, isStop: false })) : words;
}

const isCodeWord = (word: string): boolean => /[_$]|\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u.test(word);
