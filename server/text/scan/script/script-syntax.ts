/** Tests on the syntax of JavaScript that need only a few bytes. Pure. */
import { sliceText } from '../../slice-text.js';
import { hasText, isWordByte } from '../shared/byte-words.js';
import { NUMBER, STRING, WORD } from '../shared/lexer.js';
import { ASYNC, DEFAULT, TEST, TYPE } from '../shared/word-kinds.js';

/** True for a byte of a name: `$` is one. */
export const isNameByte = (byte: number | undefined): boolean => byte === 0x24 || isWordByte(byte);

/** Returns whether a line end after this token may end a statement: after a value, but not after a mark that needs more. */
export function mayEndStatement(kind: number, keyword: number): boolean {
  if (kind === WORD) return keyword === 0 || keyword === TYPE || keyword === DEFAULT || keyword === ASYNC || keyword === TEST;
  return kind === STRING || kind === NUMBER || kind === 0x29 || kind === 0x5d || kind === 0x7d || kind === 0x3e;
}

/** Returns whether the next line, whose first non-blank byte is at `at`, continues the statement above. */
export function continuesLine(bytes: Uint8Array, at: number): boolean {
  switch (bytes[at]) {
    case 0x2e: // .
    case 0x3f: // ?
    case 0x3a: // :
    case 0x7c: // |
    case 0x26: // &
    case 0x2b: // +
    case 0x2d: // -
    case 0x3d: // =
    case 0x2c: // ,
    case 0x29: // )
    case 0x5d: // ]
    case 0x3c: // <
    case 0x3e: // >
    case 0x25: // %
    case 0x60: // `
      return true;
    case 0x2a: // * of a product. In a class it begins a generator, which continues no statement.
      return bytes[at + 1] === 0x20;
    case 0x65:
      return hasText(bytes, at, 'extends ');
    case 0x69:
      return hasText(bytes, at, 'implements ') || hasText(bytes, at, 'in ') || hasText(bytes, at, 'instanceof ');
    default:
      return false;
  }
}

/** Returns whether the `=` at `at` assigns, and is neither a comparison nor part of `+=` or similar. */
export function isAssignment(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] === 0x3d) return false;
  switch (bytes[at - 1]) {
    case 0x3d: // ==
    case 0x21: // !=
    case 0x3c: // <=
    case 0x2b: // +=
    case 0x2d: // -=
    case 0x2a: // *=
    case 0x2f: // /=
    case 0x25: // %=
    case 0x5e: // ^=
    case 0x7c: // |=
    case 0x26: // &=
    case 0x3f: // ??=
      return false;
    default:
      return true;
  }
}

/** Objects that add no information to a name. */
const emptyHolders = new Set([
  'module',
  'exports',
  'this',
  'self',
  'window',
  'globalThis',
  'global',
  'prototype',
  'export',
  'const',
  'let',
  'var',
]);

/** Returns `Foo` for `Foo.prototype.` before a name, and nothing for `module.exports.`. Only a plain chain of words counts. */
export function assignedQualifier(bytes: Uint8Array, start: number, nameStart: number): string {
  if (nameStart - start < 2 || nameStart - start > 120 || bytes[nameStart - 1] !== 0x2e) return '';
  let from = nameStart - 1;
  while (from > start && (isWordByte(bytes[from - 1]) || bytes[from - 1] === 0x2e || bytes[from - 1] === 0x24)) from--;
  return sliceText(bytes, from, nameStart - 1)
    .split('.')
    .filter(word => word !== '' && !emptyHolders.has(word))
    .join('.');
}
