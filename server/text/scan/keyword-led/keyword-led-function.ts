/**
 * Reads the head of a function up to its name, in languages that lead with a keyword: receivers, type parameters, extended types,
 * operators. Pure.
 */
import { firstNonBlank, hasText, isWordByte } from '../shared/byte-words.js';
import { type Lexer, WORD } from '../shared/lexer.js';
import { chainText, operatorEnd } from './keyword-led-syntax.js';
import type { KeywordLedDialect } from './keyword-led-words.js';

export interface FunctionHead {
  /** Byte range of the name. */
  readonly start: number;
  readonly end: number;
  /** The type that its head gives: Go's receiver, Kotlin's extended type. */
  readonly receiver: string;
}

const maxReceiverBytes = 200;

/** Reads on from `next`, the first byte after the keyword. Returns undefined if no name follows. */
export function functionHead(lexer: Lexer, language: KeywordLedDialect['name'], next: number): FunctionHead | undefined {
  const { bytes } = lexer;
  let at = next;
  let receiver = '';
  if (language === 'kotlin' && hasText(bytes, at, 'interface ')) return undefined;
  if (language === 'go' && bytes[at] === 0x28) {
    const close = bytes.indexOf(0x29, at);
    if (close < 0 || close - at > maxReceiverBytes) return undefined;
    receiver = chainText(bytes, at + 1, close, true);
    at = firstNonBlank(bytes, close + 1);
  }
  if (language === 'kotlin' && bytes[at] === 0x3c) at = firstNonBlank(bytes, operatorEnd(bytes, at, true));
  if (language === 'php' && bytes[at] === 0x26) at = firstNonBlank(bytes, at + 1);
  lexer.at = at;
  if (isWordByte(bytes[at]) || bytes[at] === 0x60) {
    lexer.next();
    if (language !== 'kotlin') return { start: lexer.start, end: lexer.end, receiver };
    const [start, end, extended] = extendedName(lexer);
    return { start, end, receiver: extended };
  }
  if ((language !== 'swift' && language !== 'scala') || bytes[at] === 0x28 || bytes[at] === undefined) return undefined;
  // `static func == (…)`
  const end = operatorEnd(bytes, at, false);
  lexer.at = end;
  return { start: at, end, receiver };
}

/** Reads `List<T>.name` of Kotlin: the word before the bracket, and the type that it extends. */
function extendedName(lexer: Lexer): [number, number, string] {
  const { bytes, start, end } = lexer;
  let from = start;
  let to = end;
  for (;;) {
    let at = to;
    if (bytes[at] === 0x60) at++;
    if (bytes[at] === 0x3c) at = operatorEnd(bytes, at, true);
    if (bytes[at] === 0x3f) at++;
    if (bytes[at] !== 0x2e) break;
    lexer.at = at + 1;
    if (lexer.next() !== WORD) break;
    from = lexer.start;
    to = lexer.end;
  }
  return [from, to, from > start ? chainText(bytes, start, from, false) : ''];
}
