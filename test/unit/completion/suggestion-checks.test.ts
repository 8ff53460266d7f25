/** What is never suggested, however probable. */
import { describe, expect, test } from 'vitest';
import { checkedText } from '../../../server/completion/suggestion-checks.js';

const check = (text: string, place: { above?: string; typed?: string; after?: string } = {}) =>
  checkedText(text, { above: '', typed: '', after: '', ...place });

describe('brackets', () => {
  test('a bracket that closes nothing is refused', () => expect(check('a[0]);', { typed: 'x = ' })).toBeUndefined());
  test('a bracket may close one of a line above', () => expect(check('});', { above: 'call(() => {\n  a();\n' })).toBe('});'));
  test('a bracket of another kind than the open one is refused', () => expect(check(']);', { above: 'call(() => {\n' })).toBeUndefined());
  test('brackets in quotes do not count', () => expect(check("split(')');", { typed: 'a.' })).toBe("split(')');"));
  test('what the editor closed already is not closed again', () =>
    expect(check('a, b);', { typed: 'call(', after: ');\nnext();' })).toBe('a, b'));
  test('nothing is suggested if unrelated text follows the cursor', () =>
    expect(check('a, b);', { typed: 'call(', after: ' + other\n' })).toBeUndefined());
});

describe('lines', () => {
  test('the next line is not repeated', () => expect(check('value);', { typed: 'add(', after: '\n\n  add(value);\n' })).toBeUndefined());
  test('a closing bracket may follow another', () => expect(check('}', { above: 'if (a) {\nif (b) {\n', after: '\n}\n' })).toBe('}'));
});

describe('characters', () => {
  test.each(['\u202e', '\u200b', '\u2066', '\ufeff', '\u0007', '\ue000', '\u2028'])('%j is never inserted', char =>
    expect(check(`a${char}b`)).toBeUndefined(),
  );
  test('right-to-left text itself is inserted', () => expect(check('"שלום"')).toBe('"שלום"'));
});

describe('secrets', () => {
  test.each([
    ['key = "', 'AKIAQ3EGRIPXT7YFHZMD"'],
    ['password: "', 'h4Xk29fLq8Wz2Tp9"'],
    ['const token = ', "'ghp_kJ7dQ2mX9vB4nR8tZ1cL6wY3pH5sF0gA2eUi'"],
    ['digest == "', '9f86d081884c7d659a2feaa0c55ad015"'],
  ])('%s is not finished with %s', (typed, text) => expect(check(text, { typed })).toBeUndefined());
  test('long names are not secrets', () =>
    expect(check('MAXIMUM_NUMBER_OF_RETRIES_2', { typed: 'a = ' })).toBe('MAXIMUM_NUMBER_OF_RETRIES_2'));
});
