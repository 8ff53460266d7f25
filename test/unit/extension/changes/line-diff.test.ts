import { expect, test } from 'vitest';
import { hunksBetween, withoutHunks } from '../../../../extension/changes/line-diff.js';
import { Random } from '../../../kit/random.js';

const lines = (text: string): readonly string[] => text.split('');

test('a hunk says which lines are new, and what they replace', () => {
  expect(hunksBetween(lines('abcdef'), lines('abXdeYf'))).toEqual([
    { start: 2, end: 3, from: 2, original: ['c'] },
    { start: 5, end: 6, from: 5, original: [] },
  ]);
  expect(hunksBetween(lines('abc'), lines('ac'))).toEqual([{ start: 1, end: 1, from: 1, original: ['b'] }]);
  expect(hunksBetween(lines('abc'), lines('abc'))).toEqual([]);
});

test('hunks with only blank lines between them are one', () => {
  expect(hunksBetween(['a', '', 'b', 'end'], ['A', '', 'B', 'end'])).toEqual([{ start: 0, end: 3, from: 0, original: ['a', '', 'b'] }]);
});

test('a difference too large to compare line by line is one hunk', () => {
  const before = Array.from({ length: 2000 }, (_, i) => `old ${i % 7}`);
  const after = Array.from({ length: 2000 }, (_, i) => `new ${i % 7}`);
  expect(hunksBetween(['a', ...before, 'z'], ['a', ...after, 'z'])).toHaveLength(1);
});

test('undoing all hunks restores the text before, whatever the texts', () => {
  const seed = 20_261_123;
  const random = new Random(seed);
  for (let i = 0; i < 500; i++) {
    const text = (): readonly string[] => Array.from({ length: random.below(12) }, () => 'ab \n'[random.below(4)]!.trim());
    const [before, after] = [text(), text()];
    expect([seed, i, withoutHunks(after, hunksBetween(before, after))]).toEqual([seed, i, before]);
  }
});
