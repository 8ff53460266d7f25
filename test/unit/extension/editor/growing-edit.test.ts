import { expect, test } from 'vitest';
import { shownSoFar, wholeLines } from '../../../../extension/editor/growing-edit.js';

test('half an answer is read as whole lines, with its open fence closed', () => {
  expect(wholeLines('So:\n```ts\nconst a = 1;\nconst b')).toBe('So:\n```ts\nconst a = 1;\n```\n');
  expect(wholeLines('So:\n```ts\nconst a = 1;\n```\nDone.\n')).toBe('So:\n```ts\nconst a = 1;\n```\nDone.\n');
  expect(wholeLines('````md\n```ts\na\n```\n')).toBe('````md\n```ts\na\n```\n````\n');
  expect(wholeLines('no line yet')).toBe('');
});

const whole = { start: 0, end: 6 };

test('lines that the answer has not reached stay below those that it has written', () => {
  expect(shownSoFar([...'abcdef'], [...'aBef'], whole)?.join('')).toBe('aBcdef');
  expect(shownSoFar([...'abcdef'], [...'aBCDXef'], whole)?.join('')).toBe('aBCDXef');
});

test('only the last hunk is unfinished: what was deleted above it is deleted', () => {
  expect(shownSoFar([...'abcdef'], [...'acDf'], whole)?.join('')).toBe('acDef');
});

test('what leaves the lines that the change is about is not shown before it is certain', () => {
  expect(shownSoFar([...'abcdef'], [...'abcdeF'], { start: 0, end: 3 })).toBeUndefined();
});
