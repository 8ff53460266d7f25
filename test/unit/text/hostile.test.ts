/** Input that no person wrote: outlines must stay linear and bounded, and must not throw. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Language, languageNamed, languages } from '../../../server/text/language/languages.js';
import { lineStartsOf } from '../../../server/text/lines.js';
import { outline } from '../../../server/text/outline/outline.js';
import { maxOutlineItems } from '../../../server/text/outline/outline-builder.js';
import { scannerOf } from '../../../server/text/scan/scanners.js';
import { eachTerm } from '../../../server/text/terms.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The invariants of every outline, whatever the bytes. */
function checkOutline(bytes: Uint8Array, language: Language): void {
  const starts = lineStartsOf(bytes);
  const items = outline(bytes, language, starts);
  expect(items.length).toBeLessThanOrEqual(maxOutlineItems);
  let previous = 0;
  items.forEach((item, index) => {
    const sound =
      item.parent < index &&
      item.parent >= -1 &&
      item.startByte <= item.nameStart &&
      item.nameStart < item.nameEnd &&
      item.nameEnd <= bytes.length &&
      item.nameEnd <= item.endByte &&
      item.endByte <= bytes.length &&
      item.docStartLine >= 1 &&
      item.docStartLine <= item.startLine &&
      item.startLine <= item.endLine &&
      item.endLine <= starts.length &&
      item.startByte >= previous;
    if (!sound)
      throw new Error(
        `${language.name}: unsound item ${index} ${JSON.stringify(item)} of ${JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 400)))}`,
      );
    previous = item.startByte;
  });
}

const patterns: readonly (readonly [string, string])[] = [
  ['open brackets', '({['.repeat(8_000)],
  ['closed brackets', ')}]'.repeat(8_000)],
  ['open rounds, closed squares', `${'('.repeat(12_000)}${']'.repeat(12_000)}`],
  ['nested functions', 'function a() { class B { m() {'.repeat(800)],
  ['slashes', '(/['.repeat(8_000)],
  ['quotes', '"\''.repeat(12_000)],
  ['backticks', '`${'.repeat(8_000)],
  ['one long identifier', `function ${'x'.repeat(10_000)}() {}\ndef ${'y'.repeat(10_000)}(): pass\n`],
  ['many definitions on one line', 'function a(){} class B{} '.repeat(2_000)],
  ['many definitions', 'def a(): pass\nclass B: pass\nfn c() {}\nfunc d() {}\n'.repeat(1_600)],
  ['blank lines', '\n \r\n\t'.repeat(8_000)],
  ['open comments', '/* <!-- {- (* #= """ '.repeat(1_600)],
  ['headings', '# a\n## b\n===\n---\n'.repeat(2_000)],
  ['angles', 'template<a<b<'.repeat(2_000)],
  ['hashes', 'r###"#\'#'.repeat(4_000)],
  ['heredocs', '<<A <<~B <<<C\n'.repeat(2_000)],
  ['conditions', '#if 0\n#if 1\n#else\n{\n'.repeat(2_000)],
  ['one line of a megabyte', 'a:b=c,{d}'.repeat(22_000)],
  ['direction marks and invisible letters', 'function \u202eevil\u2066() {\u200b}\nclass a\u200db {}\n'.repeat(300)],
  ['deep indentation', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}def a():`).join('\n')],
];

describe('outline() keeps its invariants', () => {
  // One language for each scanner.
  const scanners = new Map(languages.map(language => [scannerOf(language), language]));
  const scripts = [...scanners.values()];
  test.each(patterns)('on %s', (_what, text) => {
    const bytes = bytesOf(text);
    for (const language of scripts) checkOutline(bytes, language);
  });

  test.each(['typescript', 'python', 'c', 'markdown'])('on a million identical words of %s', name => {
    checkOutline(bytesOf('word '.repeat(1_000_000)), languageNamed(name)!);
  });

  const folder = new URL('../../fixtures/outline/', import.meta.url);
  const sources = readdirSync(folder)
    .filter(name => !name.endsWith('.outline'))
    .map(name => new Uint8Array(readFileSync(new URL(name, folder))));

  test('on damaged sources: cut, spliced, bytes changed (seeded)', () => {
    let seed = 20_261;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 3000; round++) {
      const source = sources[random(sources.length)]!;
      const other = sources[random(sources.length)]!;
      const cut = random(source.length);
      const from = random(other.length);
      const bytes = new Uint8Array([...source.subarray(random(cut + 1), cut), ...other.subarray(from, from + random(800))]);
      for (let i = random(8); i > 0 && bytes.length > 0; i--) bytes[random(bytes.length)] = random(256);
      checkOutline(bytes, languages[random(languages.length)]!);
    }
  });

  test('on files of one and two bytes', () => {
    for (const language of languages)
      for (let byte = 0; byte < 256; byte++) checkOutline(new Uint8Array([byte, (byte * 7) & 255]), language);
  });
});

describe('eachTerm()', () => {
  const count = (text: string): number => {
    let n = 0;
    const bytes = bytesOf(text);
    eachTerm(bytes, 0, bytes.length, () => n++);
    return n;
  };
  test('gives one term for an identifier of ten thousand letters', () => expect(count('x'.repeat(10_000))).toBe(1));
  test('gives a term for each of a hundred thousand identical words', () => expect(count('word '.repeat(100_000))).toBe(100_000));
  test('ends words at direction marks and invisible letters', () => expect(count('user\u202eadmin\u200bname')).toBe(3));
});
