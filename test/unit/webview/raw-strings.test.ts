import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const views = join(import.meta.dirname, '../../../webview/view');

test('no view has a visible string of its own: all come from the table of words', () => {
  const raw = readdirSync(views, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.tsx'))
    .flatMap(file => {
      const source = readFileSync(join(views, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      const texts = [...source.matchAll(/<\/?[\w.]+(?:\s[^<>]*)?>\s*([A-Za-z][\w ,.]{2,})\s*(?=[<{])/g)].map(match => match[1]!);
      const attributes = [...source.matchAll(/\b(?:title|placeholder|aria-label|alt)="([^"]+)"/g)].map(match => match[1]!);
      return [...texts, ...attributes].map(text => `${file}: ${text.trim()}`);
    });
  expect(raw).toEqual([]);
});
