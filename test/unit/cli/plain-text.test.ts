import { describe, expect, test } from 'vitest';
import { jsonLine, plainLine, printableText } from '../../../server/cli/plain-text.js';

describe('text for a terminal', () => {
  test.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', '\u241b[31mred\u241b[0m'],
    ['a title change', '\u001b]0;owned\u0007', '\u241b]0;owned\u2407'],
    ['a C1 sequence', '\u009b2J', '\\u009b2J'],
    ['a carriage return that would overwrite', 'safe\rrm -rf', 'safe\u240drm -rf'],
    ['a backspace and a delete', 'a\bb\u007f', 'a\u2408b\u2421'],
    ['marks that turn the direction', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['line breaks and tabs, which stay', 'a\r\nb\tc\n', 'a\nb\tc\n'],
    ['letters of all scripts, which stay', 'żółć 漢字 😀', 'żółć 漢字 😀'],
  ])('shows %s', (_name, text, shown) => expect(printableText(text)).toBe(shown));

  test('on one line stays on its line', () => expect(plainLine('a\nb\tc')).toBe('a\u240ab c'));
  test('as JSON escapes everything and reads back as it was', () => {
    const value = { text: '\u001b[2J\u009b\u202e\u007f\n' };
    expect(jsonLine(value)).toMatch(/^[ -~]*$/);
    expect(JSON.parse(jsonLine(value))).toEqual(value);
  });
});
