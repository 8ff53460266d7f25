/**
 * Outline of Python and similar languages: blocks by indentation, one logical line at a time; strings and brackets are skipped. A `def` at
 * the start of a line ends brackets that were left open. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { hasText, isUpperWord, isWordByte, skipBlanks, wordEnd } from '../shared/byte-words.js';
import { lineEnd, tripleEnd } from '../shared/text-ends.js';
import { IndentStack } from './indent-stack.js';

const tabWidth = 8;

/** Bytes at which the fast walk over a line stops. */
const stops = new Uint8Array(256);
for (const mark of '\n"\'#()[]{}\\') stops[mark.charCodeAt(0)] = 1;

export function scanPython(bytes: Uint8Array, out: OutlineBuilder): void {
  new PythonScan(bytes, out).run();
}

class PythonScan {
  readonly #bytes: Uint8Array;
  readonly #out: OutlineBuilder;
  readonly #open: IndentStack;

  constructor(bytes: Uint8Array, out: OutlineBuilder) {
    this.#bytes = bytes;
    this.#out = out;
    this.#open = new IndentStack(out);
  }

  run(): void {
    const bytes = this.#bytes;
    const n = bytes.length;
    let at = 0;
    let decorators = -1;
    /** End of the last line that contained code. */
    let codeEnd = 0;
    while (at < n) {
      const line = at;
      let column = 0;
      for (; at < n; at++) {
        if (bytes[at] === 0x20) column++;
        else if (bytes[at] === 0x09) column += tabWidth - (column % tabWidth);
        else if (bytes[at] !== 0x0c) break;
      }
      const byte = bytes[at];
      if (byte === 0x0a || byte === 0x0d || byte === 0x23 || byte === undefined) {
        at = lineEnd(bytes, at) + 1;
        continue;
      }
      this.#open.closeTo(column, codeEnd);
      if (byte === 0x40) {
        if (decorators < 0) decorators = at;
      } else {
        this.#definition(at, column, decorators >= 0 ? decorators : at);
        decorators = -1;
      }
      at = logicalLineEnd(bytes, Math.max(at, line));
      codeEnd = at;
      at++;
    }
    this.#open.closeTo(0, codeEnd);
  }

  /** Reads the line at `at`; `start` is its first decorator, or itself. */
  #definition(at: number, column: number, start: number): void {
    const bytes = this.#bytes;
    switch (bytes[at]) {
      case 0x61: // async def
        if (hasText(bytes, at, 'async ')) this.#function(skipBlanks(bytes, at + 6), column, start);
        else this.#variable(at, column);
        return;
      case 0x64: // def
        if (hasText(bytes, at, 'def ')) this.#function(at, column, start);
        else this.#variable(at, column);
        return;
      case 0x63: // class, cdef, cpdef
        if (hasText(bytes, at, 'class ')) {
          const name = skipBlanks(bytes, at + 6);
          this.#open.push(this.#out.open('class', name, wordEnd(bytes, name), start, this.#open.parent), column);
        } else this.#variable(at, column);
        return;
      default:
        this.#variable(at, column);
    }
  }

  #function(at: number, column: number, start: number): void {
    const bytes = this.#bytes;
    if (!hasText(bytes, at, 'def ')) return;
    const name = skipBlanks(bytes, at + 4);
    const kind = this.#isInClass() ? 'method' : 'function';
    this.#open.push(this.#out.open(kind, name, wordEnd(bytes, name), start, this.#open.parent), column);
  }

  /** Adds `NAME = …` and `name: Type = …` at the top level; in a class only names in capitals. */
  #variable(at: number, column: number): void {
    const bytes = this.#bytes;
    const inClass = this.#isInClass();
    if (column > 0 && !inClass) return;
    const end = wordEnd(bytes, at);
    if (end === at) return;
    const isConstant = isUpperWord(bytes, at, end);
    if (inClass && !isConstant) return;
    const next = skipBlanks(bytes, end);
    const isAssigned = bytes[next] === 0x3d && bytes[next + 1] !== 0x3d;
    const isTyped = bytes[next] === 0x3a && next === end && bytes[next + 1] === 0x20 && !isBlockWord(bytes, at, end);
    if (isAssigned || isTyped)
      this.#out.add(isConstant ? 'constant' : 'variable', at, end, at, logicalLineEnd(bytes, at), this.#open.parent);
  }

  #isInClass(): boolean {
    return this.#open.parent >= 0 && this.#out.kindOf(this.#open.parent) === 'class';
  }
}

const blockWords = ['else', 'try', 'finally', 'except', 'lambda', 'match', 'case'];
const isBlockWord = (bytes: Uint8Array, at: number, end: number): boolean =>
  blockWords.some(word => word.length === end - at && hasText(bytes, at, word));

/** Returns the line end that ends the statement at `from`, ignoring those inside brackets or strings or after a backslash. */
function logicalLineEnd(bytes: Uint8Array, from: number): number {
  const n = bytes.length;
  let depth = 0;
  let at = from;
  for (;;) {
    while (at < n && stops[bytes[at]!] === 0) at++;
    if (at >= n) return n;
    const byte = bytes[at]!;
    switch (byte) {
      case 0x0a:
        if (depth <= 0 || startsDefinition(bytes, at + 1)) return at;
        at++;
        break;
      case 0x22:
      case 0x27:
        at = stringEnd(bytes, at, byte);
        break;
      case 0x23:
        at = lineEnd(bytes, at);
        break;
      case 0x5c:
        at += bytes[at + 1] === 0x0d ? 3 : 2;
        break;
      case 0x28:
      case 0x5b:
      case 0x7b:
        depth++;
        at++;
        break;
      default:
        depth--;
        at++;
    }
  }
}

/** A definition at the margin starts again after a bracket that was left open. */
const startsDefinition = (bytes: Uint8Array, at: number): boolean =>
  (bytes[at] === 0x64 && hasText(bytes, at, 'def ') && isWordByte(bytes[at + 4])) ||
  (bytes[at] === 0x63 && hasText(bytes, at, 'class ') && isWordByte(bytes[at + 6]));

function stringEnd(bytes: Uint8Array, at: number, quote: number): number {
  if (bytes[at + 1] === quote && bytes[at + 2] === quote) return tripleEnd(bytes, at + 3, quote);
  let i = at + 1;
  while (i < bytes.length) {
    const byte = bytes[i]!;
    if (byte === quote) return i + 1;
    if (byte === 0x0a) return i;
    i += byte === 0x5c ? (bytes[i + 1] === 0x0d ? 3 : 2) : 1;
  }
  return bytes.length;
}
