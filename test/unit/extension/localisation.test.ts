import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const languages = ['de', 'es', 'fr', 'ja', 'zh-cn'];
const read = (path: string): Record<string, string> => JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, string>;
const placeholders = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).toSorted((a, b) => a.localeCompare(b));

/** Every text that the extension's code hands to the translation. */
const used = readdirSync(join(root, 'extension'), { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts'))
  .flatMap(path => [...readFileSync(join(root, 'extension', path), 'utf8').matchAll(/\bt\(\s*('(?:[^'\\]|\\.)*'|"[^"]*")/g)])
  .map(([, literal = '']) => literal.slice(1, -1));

test('the extension translates texts at all', () => {
  expect(used.length).toBeGreaterThan(30);
});

test.each(['', ...languages.map(language => `.${language}`)])(
  'bundle.l10n%s holds every text that the code uses, with its placeholders',
  suffix => {
    const bundle = read(`l10n/bundle.l10n${suffix}.json`);
    expect(used.filter(text => bundle[text] === undefined)).toEqual([]);
    expect(Object.keys(bundle).filter(text => !used.includes(text))).toEqual([]);
    for (const [text, translated] of Object.entries(bundle)) expect([text, placeholders(translated)]).toEqual([text, placeholders(text)]);
  },
);

test.each(languages)('package.nls.%s holds what the manifest names', language => {
  const english = read('package.nls.json');
  expect(Object.keys(read(`package.nls.${language}.json`))).toEqual(Object.keys(english));
  const manifest = readFileSync(join(root, 'package.json'), 'utf8');
  const named = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key);
  expect(named.filter(key => english[key] === undefined)).toEqual([]);
});
