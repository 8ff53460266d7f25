/** Fills a string of the panel's table. The compiler reads from the English text which values each needs. Pure. */
import { fill, type RestOf, type Scalar } from '../../../server/protocol/sentences/fill.js';
import type { EnglishWords, WordKey, Words } from './english.js';

export type WordArgs<Key extends WordKey> = RestOf<EnglishWords[Key], Scalar>;

export const fillWords = <Key extends WordKey>(words: Words, key: Key, ...[args]: WordArgs<Key>): string =>
  fill(words[key], args ?? {}, words.locale);
