import { expect, test } from 'vitest';
import { originOf } from '../../../../extension/context/paste-origin.js';

const a = { name: 'a', text: 'import x;\r\n\r\nfunction one() {\r\n  return 1;\r\n}\r\n' };
const b = { name: 'b', text: 'function two() {\n  return 2;\n}\n' };

test('the place that contains the text is its origin, whatever its line ends', () => {
  expect(originOf('function one() {\n  return 1;\n}\n', [b, a])).toEqual({ of: a, startLine: 2, endLine: 4 });
  expect(originOf('  return 2;\n}', [a, b])).toEqual({ of: b, startLine: 1, endLine: 2 });
});

test('a text that occurs in two places, or nowhere, has no origin', () => {
  expect(originOf('function two() {\n  return 2;', [b, { ...b, name: 'copy' }])).toBeUndefined();
  expect(originOf('same line here\nagain\n', [{ text: 'same line here\nagain\nsame line here\nagain\n' }])).toBeUndefined();
  expect(originOf('function three() {\n  return 3;\n}', [a, b])).toBeUndefined();
});

test('a single line and a few characters are too common to have one', () => {
  expect(originOf('  return 1;', [a])).toBeUndefined();
  expect(originOf('}\n\n', [a])).toBeUndefined();
});
