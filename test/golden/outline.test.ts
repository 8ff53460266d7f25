/**
 * The outline of every fixture, line by line, as a person would list it. Run with UPDATE_GOLDEN=1 to rewrite the lists, then read the
 * difference: each line is a claim about the source beside it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { languageOf } from '../../server/text/language/languages.js';
import { outline } from '../../server/text/outline/outline.js';
import { chainOf } from '../../server/text/outline/outline-item.js';

const folder = new URL('../fixtures/outline/', import.meta.url);
const names = readdirSync(folder).filter(name => !name.endsWith('.outline'));

describe('outline()', () => {
  test.each(names)('finds what %s defines', name => {
    const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
    const items = outline(bytes, languageOf(name, bytes));
    const rows = items.map((item, index) => {
      const doc = item.docStartLine < item.startLine ? ` doc ${item.docStartLine}` : '';
      return `${item.startLine}-${item.endLine}${doc} ${item.kind} ${chainOf(items, index).join(' > ')}`;
    });
    const listed = new URL(`${name}.outline`, folder);
    const text = rows.map(row => `${row}\n`).join('');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(listed, text);
    expect(text).toBe(readFileSync(listed, 'utf8'));
    for (const item of items) {
      expect(new TextDecoder().decode(bytes.subarray(item.nameStart, item.nameEnd))).toBe(item.name);
      expect(item.startByte).toBeLessThanOrEqual(item.nameStart);
      expect(item.endByte).toBeGreaterThanOrEqual(item.nameEnd);
    }
  });
});
