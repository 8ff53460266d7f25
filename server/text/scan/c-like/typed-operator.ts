/** Two special cases of C++ and C#: the name of an operator, and the parameters of a template. Pure. */
import { firstNonBlank } from '../shared/byte-words.js';
import { END, type Lexer } from '../shared/lexer.js';
import type { Statement } from './typed-statement.js';

const maxOperatorBytes = 200;

/** Reads a name after the word `operator`: `operator+`, `operator()`, `operator bool`. */
export function operatorName(s: Statement, lexer: Lexer): void {
  const { bytes, start } = lexer;
  let at = firstNonBlank(bytes, lexer.end);
  if (bytes[at] === 0x28) at = firstNonBlank(bytes, at + 1) + 1;
  const limit = Math.min(bytes.length, at + maxOperatorBytes);
  while (at < limit && bytes[at] !== 0x28 && bytes[at] !== 0x3b && bytes[at] !== 0x7b) at++;
  let end = at;
  while (end > start && bytes[end - 1]! <= 0x20) end--;
  lexer.at = at;
  if (bytes[at] !== 0x28) return;
  const joined = bytes[start - 1] === 0x3a && bytes[start - 2] === 0x3a && s.chainStart >= 0;
  s.qualifierStart = joined ? s.chainStart : start;
  s.nameStart = start;
  s.nameEnd = end;
  s.nWordsBeforeName = 1;
  s.assigned = false;
}

/** Skips the parameters after the word `template`; their words do not belong to the statement. */
export function skipAngles(lexer: Lexer): void {
  let depth = 0;
  for (let kind = lexer.next(); kind !== END; kind = lexer.next()) {
    if (kind === 0x3c) depth++;
    else if (kind === 0x3e && lexer.previous !== 0x2d) depth--;
    else if (kind === 0x7b || kind === 0x3b) return;
    if (depth <= 0) return;
  }
}
