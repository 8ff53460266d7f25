import { expect, test } from 'vitest';
import { shownSoFar, wholeLines } from '../../../../extension/changes/growing-edit.js';

test('half an answer is read as whole lines, with its open fence closed', () => {
  expect(wholeLines('So:\n```ts\nconst a = 1;\nconst b')).toBe('So:\n```ts\nconst a = 1;\n```\n');
  expect(wholeLines('So:\n```ts\nconst a = 1;\n```\nDone.\n')).toBe('So:\n```ts\nconst a = 1;\n```\nDone.\n');
  expect(wholeLines('````md\n```ts\na\n```\n')).toBe('````md\n```ts\na\n```\n````\n');
  expect(wholeLines('no line yet')).toBe('');
});

/** Each letter is a line. */
const lines = (text: string): readonly string[] => text.split('');
const whole = { start: 0, end: 6 };

test('lines that the answer has not reached stay below those that it has written', () => {
  expect(shownSoFar(lines('abcdef'), lines('aBef'), whole)?.join('')).toBe('aBcdef');
  expect(shownSoFar(lines('abcdef'), lines('aBCDXef'), whole)?.join('')).toBe('aBCDXef');
});

test('only the last hunk is unfinished: what was deleted above it is deleted', () => {
  expect(shownSoFar(lines('abcdef'), lines('acDf'), whole)?.join('')).toBe('acDef');
});

test('a change that leaves its lines is not shown before it is certain', () => {
  expect(shownSoFar(lines('abcdef'), lines('abcdeF'), { start: 0, end: 3 })).toBeUndefined();
});
