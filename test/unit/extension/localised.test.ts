import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chineseWords } from '../../../webview/model/words/chinese.js';
import { englishWords, type Words } from '../../../webview/model/words/english.js';
import { frenchWords } from '../../../webview/model/words/french.js';
import { germanWords } from '../../../webview/model/words/german.js';
import { japaneseWords } from '../../../webview/model/words/japanese.js';
import { spanishWords } from '../../../webview/model/words/spanish.js';

const root = join(import.meta.dirname, '../../..');
const languages = ['de', 'es', 'fr', 'ja', 'zh-cn'];

const tableOf = (path: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(root, path), 'utf8')) as Readonly<Record<string, string>>;
const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{\d\}/g)].map(([found]) => found).toSorted();
const commandLinks = (text: string): readonly string[] => [...text.matchAll(/\(command:[\w.]+\)/g)].map(([found]) => found);

/** Returns every first argument of `l10n.t(…)`, and of `t(…)` in functions that take the translation as an argument. */
function strings(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of readdirSync(join(root, 'extension'), { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const source = readFileSync(join(root, 'extension', file), 'utf8');
    for (const [, single, double] of source.matchAll(/(?<![\w$])t\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g))
      found.add((single ?? double ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return found;
}

test('every text that the manifest names is in the table of English words, and none is unused', () => {
  const named = [...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(tableOf('package.nls.json')).toSorted());
});

test('the extension has texts to translate', () => {
  expect(strings().size).toBeGreaterThan(30);
});

test.each(['', ...languages.map(language => `.${language}`)])(
  'bundle.l10n%s has every text that the code uses, and none that is unused',
  suffix => {
    const bundle = tableOf(`l10n/bundle.l10n${suffix}.json`);
    const used = strings();
    expect([...used].filter(text => bundle[text] === undefined)).toEqual([]);
    expect(Object.keys(bundle).filter(text => !used.has(text))).toEqual([]);
    for (const [text, translated] of Object.entries(bundle)) expect([text, placeholders(translated)]).toEqual([text, placeholders(text)]);
  },
);

describe.each(languages)('in %s', language => {
  test('every text of the manifest is translated, with the same commands behind its links', () => {
    const english = tableOf('package.nls.json');
    const translated = tableOf(`package.nls.${language}.json`);
    expect(Object.keys(translated)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(english)) expect([key, commandLinks(translated[key]!)]).toEqual([key, commandLinks(text)]);
    expect(Object.values(translated).filter(text => text.trim() === '')).toEqual([]);
  });

  test("every string of the extension's own is translated, with the same placeholders", () => {
    const bundle = tableOf(`l10n/bundle.l10n.${language}.json`);
    expect([...strings()].filter(text => !bundle[text]?.trim())).toEqual([]);
    for (const [text, translated] of Object.entries(bundle)) expect([text, placeholders(translated)]).toEqual([text, placeholders(text)]);
  });
});

test("the input's placeholder is the same before and after the panel's script has loaded", () => {
  const words: Readonly<Record<string, Words>> = {
    de: germanWords,
    es: spanishWords,
    fr: frenchWords,
    ja: japaneseWords,
    'zh-cn': chineseWords,
  };
  for (const language of languages)
    expect(tableOf(`l10n/bundle.l10n.${language}.json`)[englishWords.inputPlaceholder]).toBe(words[language]?.inputPlaceholder);
});
