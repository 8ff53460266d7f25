/** Texts as integers: each has one id, and there is room for so many. */
import { expect, test } from 'vitest';
import { hashOf, tokenKinds, Vocabulary } from '../../../server/completion/vocabulary.js';

const intern = (vocabulary: Vocabulary, text: string): number =>
  vocabulary.intern(text, 0, text.length, hashOf(text, 0, text.length), tokenKinds.word);

test('a text has one id, and texts whose hashes agree have two', () => {
  const vocabulary = new Vocabulary();
  // "Aa" and "BB" have the same hash.
  expect(hashOf('Aa', 0, 2)).toBe(hashOf('BB', 0, 2));
  expect(intern(vocabulary, 'Aa')).toBe(intern(vocabulary, 'Aa'));
  expect(intern(vocabulary, 'Aa')).not.toBe(intern(vocabulary, 'BB'));
});

test('ids stay as the vocabulary grows', () => {
  const vocabulary = new Vocabulary();
  const ids = Array.from({ length: 40_000 }, (_, i) => intern(vocabulary, `name${i}`));
  expect(ids.every((id, i) => intern(vocabulary, `name${i}`) === id && vocabulary.textOf(id) === `name${i}`)).toBe(true);
});

test('a token with blanks knows the same one without them', () => {
  const vocabulary = new Vocabulary();
  expect(vocabulary.textOf(vocabulary.bareOf(intern(vocabulary, '  total')))).toBe('total');
});

test('a full vocabulary takes no new text and still knows the old ones', () => {
  const vocabulary = new Vocabulary(3);
  const known = intern(vocabulary, 'one');
  intern(vocabulary, 'two');
  expect(intern(vocabulary, 'three')).toBe(-1);
  expect(intern(vocabulary, 'one')).toBe(known);
});
