/** Tests on the heads of definitions that need only a few bytes. Pure. */
import { byteText, sliceText } from '../../slice-text.js';
import { firstNonBlank, hasText, isUpperWord } from '../shared/byte-words.js';
import * as k from '../shared/word-kinds.js';
import type { KeywordLedDialect } from './keyword-led-words.js';

/** Returns the column of byte `at`; a tab advances to the next multiple of eight. Columns beyond 400 bytes are not exact. */
export function columnAt(bytes: Uint8Array, at: number): number {
  let from = at;
  while (from > 0 && bytes[from - 1] !== 0x0a && at - from < 400) from--;
  let column = 0;
  for (let i = from; i < at; i++) column += bytes[i] === 0x09 ? 8 - (column % 8) : 1;
  return column;
}

/** Returns the offset after the `>` that closes the `<` at `at`, or, for the name of an operator, after its last mark. */
export function operatorEnd(bytes: Uint8Array, at: number, angles: boolean): number {
  const limit = Math.min(bytes.length, at + 400);
  if (!angles) {
    let end = at;
    while (end < limit && bytes[end]! > 0x20 && bytes[end] !== 0x28 && bytes[end] !== 0x5b && bytes[end] !== 0x3c) end++;
    // `<` itself is an operator, and may be followed by type parameters.
    while (end === at || bytes[end] === 0x3c || bytes[end] === 0x3d) end++;
    return end;
  }
  let depth = 0;
  for (let i = at; i < limit; i++) {
    if (bytes[i] === 0x3c) depth++;
    else if (bytes[i] === 0x3e && bytes[i - 1] !== 0x2d && bytes[i - 1] !== 0x3d && --depth === 0) return i + 1;
    else if (bytes[i] === 0x7b || bytes[i] === 0x3b) return i;
  }
  return limit;
}

/** Returns the type in `p *Pool[T]` (the last word) or in `List<T>.` (the chain), without parameters. */
export function chainText(bytes: Uint8Array, start: number, end: number, lastWord: boolean): string {
  const plain = sliceText(bytes, start, end)
    .replace(/[<[].*[>\]]/s, '')
    .replaceAll(/[?*&`]/g, ' ')
    .trim();
  if (lastWord) return plain.slice(plain.search(/\S+$/)).trim();
  return plain.replace(/\.\s*$/, '').trim();
}

/** Returns the offset after the next `<?php` or `<?=`, or the end of the text. */
export function phpStart(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x3c, from); at >= 0; at = bytes.indexOf(0x3c, at + 1)) {
    if (bytes[at + 1] === 0x3f) return hasText(bytes, at, '<?php') ? at + 5 : at + 2;
  }
  return bytes.length;
}

/** `private constructor(…) {` on the line below `class A`. */
export const hasConstructor = (bytes: Uint8Array, line: number): boolean =>
  /^[\w@ ]*\bconstructor\b/.test(byteText(bytes, line, line + 60));

/** Returns whether `=` in the head begins a value. Elsewhere it binds a type, as in `Iterator<Item = T>`. */
export function takesValue(language: KeywordLedDialect['name'], awaited: number): boolean {
  if (awaited === k.CONST || awaited === k.VARIABLE || awaited === k.TYPE) return true;
  return (language === 'kotlin' || language === 'scala') && (awaited === k.FUNCTION || awaited === k.SELF_NAMED);
}

/** After Rust's `const`: true if the word only qualifies a function. */
export const startsFunction = (bytes: Uint8Array, at: number): boolean =>
  ['fn ', 'unsafe ', 'async ', 'extern '].some(word => hasText(bytes, at, word));

/** Selects values worth an item: those at the top level, and the constants among a type's members, but no imports and no `_`. */
export function isWorthNaming(
  bytes: Uint8Array,
  language: KeywordLedDialect['name'],
  isMember: boolean,
  start: number,
  end: number,
): boolean {
  if (end - start === 1 && bytes[start] === 0x5f) return false;
  if (language === 'zig') return !isMember && !hasText(bytes, firstNonBlank(bytes, end), '= @import');
  return !isMember || language === 'rust' || language === 'php' || isUpperWord(bytes, start, end);
}
