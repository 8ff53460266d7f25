import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { ProblemError, problemLine, problemOf, problemSchema, wordedProblem } from '../../../server/protocol/problem.js';
import { displayLanguages } from '../../../server/protocol/sentences/display-languages.js';
import { english, sharedSentences } from '../../../server/protocol/sentences/english.js';
import { fill, type Scalar } from '../../../server/protocol/sentences/fill.js';
import { pseudoLocale } from '../../../server/protocol/sentences/pseudo.js';
import { englishWording, type Sentence, say, sentenceSchema, verbatim, worded } from '../../../server/protocol/sentences/sentence.js';
import { wordingOf } from '../../../server/protocol/sentences/wording-of.js';
import { whysSchema, wordedWhy } from '../../../server/protocol/why.js';
import { loadWords } from '../../../webview/bind/load-words.js';
import { englishWords } from '../../../webview/model/words/english.js';

type Table = Readonly<Record<string, string>>;

const root = join(import.meta.dirname, '../../..');
const holesOf = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{(\w+)(?:, (plural))?/g)].map(([, name, plural]) => `${name} ${plural ?? 'value'}`))].toSorted();
const argsFor = (text: string, n: number): Readonly<Record<string, Scalar>> =>
  Object.fromEntries(holesOf(text).map(hole => [hole.split(' ')[0]!, hole.endsWith('plural') ? n : 'value']));
/** The plural forms for whole numbers below a million; above, some languages have a form for `1 million de`. */
const categoriesOf = (locale: string): ReadonlySet<string> =>
  new Set([0, 1, 2, 3, 5, 11, 21, 100, 101, 1000, 999_999].map(n => new Intl.PluralRules(locale).select(n)));

/** Compares one table with the English one that it translates. */
function checkTable(table: Table, source: Table, locale: string): void {
  expect(Object.keys(table).toSorted()).toEqual(Object.keys(source).toSorted());
  const wanted = categoriesOf(locale);
  for (const [id, text] of Object.entries(table)) {
    expect([id, holesOf(text)]).toEqual([id, holesOf(source[id]!)]);
    for (const [, forms] of text.matchAll(/, plural, ([^{}]*)\}/g)) {
      const named = [...forms!.matchAll(/(\w+) \[[^\]]+\]/g)].map(([, category]) => category!);
      expect([id, [...wanted].filter(category => !named.includes(category))]).toEqual([id, []]);
    }
    for (const n of [0, 1, 2, 1234]) {
      const filled = fill(text, argsFor(source[id]!, n), locale);
      expect([id, filled.trim() === '', /\{\w|, plural/.test(filled)]).toEqual([id, false, false]);
    }
  }
}

/** Sentences that are more than a name, a unit or a loanword, but read like the English ones. */
const untranslated = (table: Table, source: Table): readonly string[] =>
  Object.keys(source).filter(
    id => table[id] === source[id] && (source[id]!.replaceAll(/\{[^}]*\}/g, '').match(/\p{L}+/gu) ?? []).length > 2,
  );

const spoken = displayLanguages.filter(language => language !== pseudoLocale);

test('every English sentence is filled without a placeholder left, in the singular and the plural', () => {
  checkTable(english, english, 'en');
  checkTable(englishWords, englishWords, 'en');
});

describe.each(spoken)('in %s', language => {
  test('has every sentence, with its arguments and the forms of its plurals', () => {
    const { table, locale } = wordingOf(language);
    checkTable(table, sharedSentences, locale);
    expect(untranslated(table, sharedSentences)).toEqual([]);
  });

  test('has every string of the panel, with its arguments and the forms of its plurals', async () => {
    const { words, wording } = await loadWords(language);
    checkTable(words, englishWords, words.locale);
    expect(untranslated(words, englishWords)).toEqual([]);
    expect(wording.table).toBe(wordingOf(language).table);
  });

  test('a command that a sentence names is called as the manifest calls it', () => {
    const manifest = JSON.parse(readFileSync(join(root, `package.nls.${language}.json`), 'utf8')) as Table;
    const titles = new Set(Object.values(manifest));
    const named = Object.values(wordingOf(language).table).flatMap(text => [...text.matchAll(/Vibe: ([^”“"»」]+?) ?[”“"»」]/g)]);
    expect(named.length).toBeGreaterThan(2);
    expect(named.map(([, title]) => title!).filter(title => !titles.has(title))).toEqual([]);
  });
});

test('a setting that a sentence names exists', () => {
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const named = new Set(Object.values(english).flatMap(text => [...text.matchAll(/vibe\.[a-zA-Z]+/g)].map(([name]) => name)));
  expect([...named].filter(name => !manifest.includes(`"${name}"`))).toEqual([]);
});

test('numbers and plurals follow the language', () => {
  const sentence = say('noResults', { question: 'x', nFiles: 1, nPassages: 1234 });
  expect(worded(sentence, englishWording)).toContain('in 1 file (1,234 passages)');
  expect(worded(sentence, wordingOf('de-AT'))).toContain('in 1 Datei (1.234 Stellen)');
  expect(worded(say('progressDone', { n: 0 }), wordingOf('fr'))).toBe('0 fichier disponible pour la recherche');
});

test('a sentence inside a sentence is worded with it, and braces in a value are not filled', () => {
  const sentence = say('unwritable', { path: '{why} $& constructor', why: say('diskFull') });
  expect(worded(sentence, wordingOf('de'))).toBe('„{why} $& constructor“ konnte nicht geschrieben werden: der Datenträger ist voll');
});

test('a language without a table is answered in English', () => {
  for (const locale of [undefined, '', 'en', 'nl', 'constructor', 'pt-br'])
    expect(worded(say('askAgain'), wordingOf(locale))).toBe('Ask again');
});

test('the pseudo-locale marks every sentence, also those inside others', () => {
  const sentence = say('unwritable', { path: 'p', why: say('diskFull') });
  expect(worded(sentence, wordingOf(pseudoLocale))).toBe('⟦Could not write "p": ⟦the disk is full⟧⟧');
});

test('a sentence of another version is shown as such, and never throws', () => {
  for (const id of ['fromTheFuture', 'constructor', '__proto__'])
    expect(worded({ id, args: {} }, wordingOf('de'))).toContain(`Version von Vibe`);
  expect(worded({ id: 'unwritable', args: {} }, englishWording)).toBe('Could not write "{path}": {why}');
});

describe('from the wire', () => {
  const parsed = (value: unknown) => {
    const result = v.safeParse(problemSchema, value);
    return result.success ? result.output : undefined;
  };

  test('a problem is read as it was sent', () => {
    const { problem } = new ProblemError('storage-unwritable', say('unwritable', { path: 'p', why: say('diskFull') }), say('freeSpace'));
    expect(parsed(JSON.parse(JSON.stringify({ ...problem, message: 'for other clients' })))).toEqual(problem);
  });

  test('a problem that was stored in words keeps its words', () => {
    const problem = parsed({ code: 'offline', message: 'Vibe is offline {0}', remedy: 'Switch it on' })!;
    expect(wordedProblem(problem, wordingOf('ja'))).toEqual({ message: 'Vibe is offline {0}', remedy: 'Switch it on' });
  });

  test('a code of another version is shown like any other problem', () => {
    expect(parsed({ code: 'from-the-future', text: say('askAgain'), remedy: say('askAgain') })?.code).toBe('internal');
  });

  test('anything else, or endless nesting, is refused', () => {
    let deep: Sentence = verbatim('x');
    for (let depth = 0; depth < 10_000; depth++) deep = { id: 'verbatim', args: { text: deep } };
    expect(v.is(sentenceSchema, deep)).toBe(false);
    for (const value of [null, 'x', {}, { code: 'offline', text: deep, remedy: say('askAgain') }]) expect(parsed(value)).toBeUndefined();
  });

  test('reasons of a place are read in any version: unknown kinds are dropped, words are kept', () => {
    const read = (value: unknown) => wordedWhy(v.parse(v.fallback(whysSchema, []), value), englishWording);
    expect(read([{ kind: 'defines', name: 'run' }, { kind: 'from-the-future' }, { kind: 'copies', n: 2 }])).toBe(
      'defines run; 2 copies hidden',
    );
    expect(read('defines run; has the words')).toBe('defines run; has the words');
    expect(read(17)).toBe('');
  });
});

test('an unexpected error is a problem with its message', () => {
  expect(problemLine(problemOf(new TypeError('x is not a function')), englishWording)).toBe(
    'Vibe hit an internal error: x is not a function. See the output channel "Vibe" and report it.',
  );
});
