import { describe, expect, test } from 'vitest';
import { decode, encodingOf } from '../../../server/text/decode.js';

const text = 'naïve “quotes” — Ωmega 漢字 🙂\r\nend';
const utf8 = new TextEncoder().encode(text);
const shown = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decode(bytes));

function strictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function utf16(value: string, order: 'le' | 'be', bom: boolean): Uint8Array {
  const units = bom ? `\ufeff${value}` : value;
  const view = new DataView(new ArrayBuffer(units.length * 2));
  for (let i = 0; i < units.length; i++) view.setUint16(i * 2, units.charCodeAt(i), order === 'le');
  return new Uint8Array(view.buffer);
}

describe('decode()', () => {
  test('returns UTF-8 as the same bytes, without a copy', () => {
    expect(decode(utf8)).toBe(utf8);
    expect(decode(utf8).buffer).toBe(utf8.buffer);
  });

  test('strips the BOM of UTF-8 without a copy', () => {
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, ...utf8]);
    expect(shown(bytes)).toBe(text);
    expect(decode(bytes).buffer).toBe(bytes.buffer);
  });

  test.each(['le', 'be'] as const)('reads UTF-16 %s with and without BOM, keeping line ends', order => {
    expect(shown(utf16(text, order, true))).toBe(text);
    const latin = 'plain text of a Windows tool\r\n';
    expect(shown(utf16(latin, order, false))).toBe(latin);
    expect(encodingOf(utf16(latin, order, false))).toBe(`utf-16${order}`);
  });

  test('reads Windows-1252 if the bytes are not UTF-8', () => {
    expect(shown(new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x20, 0x93, 0x78, 0x94, 0x20, 0x80]))).toBe('café “x” €');
  });

  test('replaces single damaged bytes of text that is UTF-8 otherwise', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('č š ž ř '), 0xff, ...new TextEncoder().encode(' end')]);
    expect(shown(bytes)).toBe('č š ž ř � end');
  });

  test('replaces lone surrogates and drops an odd last byte', () => {
    expect(shown(new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00, 0x42]))).toBe('�A');
  });

  test.each([
    [[0xc0, 0x80]],
    [[0xed, 0xa0, 0x80]],
    [[0xf5, 0x80, 0x80, 0x80]],
    [[0xe0, 0x80, 0x80]],
    [[0xf0, 0x80, 0x80, 0x80]],
    [[0xe2, 0x82]],
  ])('does not accept %j as UTF-8, like a strict decoder', bytes => {
    expect(() => new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes))).toThrow(TypeError);
    expect(() => shown(new Uint8Array(bytes))).not.toThrow();
    expect(encodingOf(new Uint8Array(bytes))).toBe('windows-1252');
  });

  test('agrees with a strict decoder on seeded random bytes', () => {
    let seed = 42;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    let nValid = 0;
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from({ length: random(90) }, () => (random(3 + (round % 60)) > 0 ? random(128) : 128 + random(128)));
      // Never throws, whatever the bytes are.
      const found = shown(bytes);
      const wanted = strictly(bytes);
      if (wanted === undefined) continue;
      nValid++;
      expect(found).toBe(wanted);
    }
    expect(nValid).toBeGreaterThan(100);
  });
});
