import { expect, test } from 'vitest';
import { type LineChange, PendingChange } from '../../../../extension/changes/pending-change.js';

const lines = (text: string): readonly string[] => text.split('');

/** `before` with the change to `after` pending; in both, each letter is a line. */
function aChange(before: string, after: string) {
  const change = new PendingChange(lines(before));
  change.reads(lines(after));
  return {
    change,
    base: () => change.base.join(''),
    hunks: () => change.hunks.map(({ start, end, original }) => [start, end, original.join('')]),
    /** The person edits until the document reads `now`. */
    edit: (edits: readonly LineChange[], now: string) => change.edited(edits, lines(now)),
  };
}

test('an accepted hunk becomes part of the text before, and the others stay undecided', () => {
  const { change, base, hunks } = aChange('abcdef', 'aBcdEf');
  change.accept(change.at(1)!);
  expect(base()).toBe('aBcdef');
  expect(hunks()).toEqual([[4, 5, 'e']]);
});

test('a rejected hunk restores its lines', () => {
  const { change } = aChange('abcdef', 'aBcdEf');
  expect(change.without(change.at(4)!).join('')).toBe('aBcdef');
});

test('the hunk at a line is the one there, or else the next, or else the last', () => {
  const { change } = aChange('abcdef', 'aBcdEf');
  expect([0, 1, 2, 4, 5].map(line => change.at(line)?.start)).toEqual([1, 1, 4, 4, 4]);
});

test("a person's edit outside the hunks is theirs: rejecting keeps it", () => {
  const { base, hunks, edit } = aChange('abcdef', 'aBBcdEf');
  // A line above everything, and one between the two hunks.
  expect(
    edit(
      [
        { start: 4, end: 5, nLines: 2 },
        { start: 0, end: 1, nLines: 2 },
      ],
      'xaBBcdyEf',
    ),
  ).toBe(false);
  expect(base()).toBe('xabcdyef');
  expect(hunks()).toEqual([
    [2, 4, 'b'],
    [7, 8, 'e'],
  ]);
});

test("a person's edit inside a hunk becomes part of it", () => {
  const { base, hunks, edit } = aChange('abc', 'aBc');
  expect(edit([{ start: 1, end: 2, nLines: 2 }], 'aBZc')).toBe(true);
  expect(base()).toBe('abc');
  expect(hunks()).toEqual([[1, 3, 'b']]);
});

test('an edit beside lines that a hunk only deletes does not touch it, but one across them does', () => {
  const beside = aChange('abcd', 'acd');
  expect(beside.edit([{ start: 1, end: 2, nLines: 1 }], 'aCd')).toBe(false);
  expect(beside.base()).toBe('abCd');
  expect(aChange('abcd', 'acd').edit([{ start: 0, end: 2, nLines: 1 }], 'xd')).toBe(true);
});

test('undoing the whole change leaves nothing pending, even if a part was accepted', () => {
  const { change, hunks, edit } = aChange('abcdef', 'aBcdEf');
  change.accept(change.at(1)!);
  edit(
    [
      { start: 1, end: 2, nLines: 1 },
      { start: 4, end: 5, nLines: 1 },
    ],
    'abcdef',
  );
  expect(hunks()).toEqual([]);
});

test('a change counts as undone if every hunk is undone, not if one was accepted', () => {
  const { change } = aChange('abc', 'aBc');
  expect(change.isUndone).toBe(false);
  change.reads(change.base);
  expect(change.isUndone).toBe(true);
  const accepted = aChange('abc', 'aBc').change;
  accepted.accept(accepted.at(1)!);
  expect([accepted.hunks, accepted.isUndone]).toEqual([[], false]);
});
