import { expect, test } from 'vitest';
import { RecentEdits } from '../../../../extension/context/recent-edits.js';

const edit = (startLine: number, endLine = startLine, addedLines = 0) => ({ startLine, endLine, addedLines });

test('edits close to each other are one place, and the newest place comes first', () => {
  const edits = new RecentEdits();
  edits.note('a', edit(10));
  edits.note('b', edit(3));
  edits.note('a', edit(14));
  expect(edits.newest).toEqual([
    { uri: 'a', startLine: 10, endLine: 14 },
    { uri: 'b', startLine: 3, endLine: 3 },
  ]);
});

test('lines added above move a place down, lines removed move it up', () => {
  const edits = new RecentEdits();
  edits.note('a', edit(100));
  edits.note('a', edit(5, 5, 20));
  expect(edits.newest).toContainEqual({ uri: 'a', startLine: 120, endLine: 120 });
  edits.note('a', edit(60, 70, -10));
  expect(edits.newest).toContainEqual({ uri: 'a', startLine: 110, endLine: 110 });
});

test('a closed file is forgotten', () => {
  const edits = new RecentEdits();
  edits.note('a', edit(1));
  edits.forget('a');
  expect(edits.newest).toEqual([]);
});
