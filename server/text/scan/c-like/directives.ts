/**
 * Preprocessor directives of C: macros become items, dead branches are skipped, and the other directives are reported to the caller. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { isWordByte } from '../shared/byte-words.js';
import type { Lexer } from '../shared/lexer.js';
import { isLineHead, lineEnd } from '../shared/text-ends.js';

export type Directive = 'if' | 'else' | 'endif' | 'other';

/** Reads the directive whose `#` was just read, to the end of its line. */
export function directive(bytes: Uint8Array, lexer: Lexer, out: OutlineBuilder, parent: number): Directive {
  const hash = lexer.start;
  if (!isLineHead(bytes, hash)) return 'other';
  let at = hash + 1;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
  const first = bytes[at];
  const second = bytes[at + 1];
  if (first === 0x64 && second === 0x65) return define(bytes, lexer, out, parent, at);
  const wordStart = at;
  while (isWordByte(bytes[at])) at++;
  const end = lexer.skipDirective();
  if (first === 0x69 && (second === 0x66 || second === 0x64)) {
    if (at - wordStart === 2 && isZero(bytes, at)) return skipDead(bytes, lexer, end);
    return 'if';
  }
  if (first === 0x65 && second === 0x6c) return 'else';
  return first === 0x65 && second === 0x6e ? 'endif' : 'other';
}

/** Adds `#define NAME body` as an item. Without a body it is a guard or a switch and adds nothing. */
function define(bytes: Uint8Array, lexer: Lexer, out: OutlineBuilder, parent: number, word: number): Directive {
  const hash = lexer.start;
  let start = word + 6;
  while (bytes[start] === 0x20 || bytes[start] === 0x09) start++;
  let end = start;
  while (isWordByte(bytes[end])) end++;
  lexer.at = hash + 1;
  const lineTail = lexer.skipDirective();
  let body = end;
  while (body < lineTail && bytes[body]! <= 0x20) body++;
  if (end > start && body < lineTail) out.add('macro', start, end, hash, lineTail, parent);
  return 'other';
}

function isZero(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
  return bytes[at] === 0x30 && !isWordByte(bytes[at + 1]);
}

/** Skips from `#if 0` to the live branch: the text between is not code. */
function skipDead(bytes: Uint8Array, lexer: Lexer, from: number): Directive {
  let depth = 0;
  for (let line = from + 1; line < bytes.length; line = lineEnd(bytes, line) + 1) {
    let at = line;
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
    if (bytes[at] !== 0x23) continue;
    at++;
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
    const first = bytes[at];
    const second = bytes[at + 1];
    if (first === 0x69 && second === 0x66) depth++;
    else if (first === 0x65 && second === 0x6e && depth-- === 0) {
      lexer.at = lineEnd(bytes, at);
      return 'other';
    } else if (first === 0x65 && second === 0x6c && depth === 0) {
      lexer.at = lineEnd(bytes, at);
      return 'if';
    }
  }
  lexer.at = bytes.length;
  return 'other';
}
