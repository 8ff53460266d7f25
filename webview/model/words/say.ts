/** Fills a string of the table. Pure. */
import type { WordKey, Words } from './english.js';

export type Values = Readonly<Record<string, string | number>>;

export function say(words: Words, key: WordKey, values: Values = {}): string {
  // One pass, so that a value that holds braces is never filled in itself.
  return words[key].replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

type CountedKey = { [Key in WordKey]: Key extends `${infer Stem}_other` ? Stem : never }[WordKey];

/** The form that the language uses for `n`; those of the table that differ only by one and many suffice for its six languages. */
export function sayCount(words: Words, stem: CountedKey, n: number, language: string): string {
  return say(words, `${stem}_${new Intl.PluralRules(language).select(n) === 'one' ? 'one' : 'other'}`, {
    n: n.toLocaleString(language),
  });
}
