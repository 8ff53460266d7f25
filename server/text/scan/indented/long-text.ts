/**
 * Multi-line text in languages that are scanned by lines: heredocs, long strings and comments. Each function returns the end of the line,
 * or of the text that begins on it. Pure.
 */
import { hasText, isWordByte, skipBlanks } from '../shared/byte-words.js';
import { lineEnd, tripleEnd } from '../shared/text-ends.js';

const find = (bytes: Uint8Array, text: string, from: number): number => {
  const first = text.charCodeAt(0);
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) if (hasText(bytes, at, text)) return at;
  return -1;
};

/** Returns the end of the line on which `close` ends the text. */
function behind(bytes: Uint8Array, close: string, from: number): number {
  const at = find(bytes, close, from);
  return at < 0 ? bytes.length : lineEnd(bytes, at + close.length);
}

/** Returns the end of the quoted string at `at`, or the end of the line if it does not close there. */
function quotedEnd(bytes: Uint8Array, at: number, end: number): number {
  const quote = bytes[at];
  for (let i = at + 1; i < end; i++) {
    if (bytes[i] === 0x5c) i++;
    else if (bytes[i] === quote) return i + 1;
  }
  return end;
}

/** Heredocs of Ruby and the shell, and `=begin` … `=end`. */
function hereDocLine(bytes: Uint8Array, at: number, quotes: boolean): number {
  if (bytes[at] === 0x3d && (at === 0 || bytes[at - 1] === 0x0a) && hasText(bytes, at, '=begin')) return behind(bytes, '\n=end', at);
  const end = lineEnd(bytes, at);
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x23 && (i === at || bytes[i - 1]! <= 0x20)) return end;
    if (quotes && (byte === 0x22 || byte === 0x27)) i = quotedEnd(bytes, i, end) - 1;
    else if (byte === 0x3c && bytes[i + 1] === 0x3c && bytes[i + 2] !== 0x3c && bytes[i - 1] !== 0x3c) {
      let from = i + 2;
      if (bytes[from] === 0x7e || bytes[from] === 0x2d) from++;
      if (!quotes) from = skipBlanks(bytes, from);
      if (bytes[from] === 0x22 || bytes[from] === 0x27 || bytes[from] === 0x5c) from++;
      let to = from;
      while (to < from + 64 && isWordByte(bytes[to])) to++;
      const first = bytes[from]!;
      // `a << b` is a shift: the name of a heredoc is in capitals, or directly after the marks.
      if (to > from && ((first >= 0x41 && first <= 0x5a) || (!quotes && first > 0x39))) return hereDocEnd(bytes, from, to, end);
    }
  }
  return end;
}

function hereDocEnd(bytes: Uint8Array, from: number, to: number, firstEnd: number): number {
  for (let line = firstEnd + 1; line < bytes.length; line = lineEnd(bytes, line) + 1) {
    const at = skipBlanks(bytes, line);
    let n = 0;
    while (from + n < to && bytes[at + n] === bytes[from + n]) n++;
    if (from + n === to && !isWordByte(bytes[at + n])) return lineEnd(bytes, at);
  }
  return bytes.length;
}

export const rubyLine = (bytes: Uint8Array, at: number): number => hereDocLine(bytes, at, true);
export const shellLine = (bytes: Uint8Array, at: number): number => hereDocLine(bytes, at, true);

/** `"""` and `'''` over several lines. */
export const tripleLine = (bytes: Uint8Array, at: number): number => tripled(bytes, at, false);
/** The same, but a line end must follow the opening quotes: elsewhere they are part of a sigil. */
export const elixirLine = (bytes: Uint8Array, at: number): number => tripled(bytes, at, true);

function tripled(bytes: Uint8Array, at: number, alone: boolean): number {
  let end = lineEnd(bytes, at);
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x23 && (i === at || bytes[i - 1]! <= 0x20)) return end;
    if (byte !== 0x22 && byte !== 0x27) continue;
    if (bytes[i + 1] === byte && bytes[i + 2] === byte && !(alone && bytes[i + 3] !== 0x0a && bytes[i + 3] !== 0x0d)) {
      i = tripleEnd(bytes, i + 3, byte) - 1;
      if (i >= end) end = lineEnd(bytes, i);
    } else if (byte === 0x22) i = quotedEnd(bytes, i, end) - 1;
  }
  return end;
}

/** `--[[ … ]]`, `[==[ … ]==]`. */
export function luaLine(bytes: Uint8Array, at: number): number {
  let end = lineEnd(bytes, at);
  for (let i = at; i < end; i++) {
    const byte = bytes[i];
    if (byte === 0x22 || byte === 0x27) i = quotedEnd(bytes, i, end) - 1;
    else if (byte === 0x2d && bytes[i + 1] === 0x2d && bytes[i + 2] !== 0x5b) return end;
    else if (byte === 0x5b && (bytes[i + 1] === 0x5b || bytes[i + 1] === 0x3d)) {
      let level = 0;
      while (bytes[i + 1 + level] === 0x3d && level < 32) level++;
      if (bytes[i + 1 + level] !== 0x5b) continue;
      end = behind(bytes, `]${'='.repeat(level)}]`, i + 2);
      return end;
    } else if (byte === 0x2d && bytes[i + 1] === 0x2d) {
      // `--[` that opens no long comment is a comment of one line.
      if (bytes[i + 3] !== 0x5b && bytes[i + 3] !== 0x3d) return end;
    }
  }
  return end;
}

/** Nested comments between marks. */
function nestedLine(bytes: Uint8Array, at: number, open: string, close: string): number {
  const end = lineEnd(bytes, at);
  for (let i = at; i < end; i++) {
    if (bytes[i] === 0x22) i = quotedEnd(bytes, i, end) - 1;
    else if (hasText(bytes, i, open)) {
      let depth = 1;
      let j = i + open.length;
      for (; j < bytes.length && depth > 0; j++) {
        if (hasText(bytes, j, close)) depth--;
        else if (hasText(bytes, j, open)) depth++;
      }
      if (j >= end) return lineEnd(bytes, j);
      i = j;
    }
  }
  return end;
}

export const haskellLine = (bytes: Uint8Array, at: number): number => nestedLine(bytes, at, '{-', '-}');
export const ocamlLine = (bytes: Uint8Array, at: number): number => nestedLine(bytes, at, '(*', '*)');
export const juliaLine = (bytes: Uint8Array, at: number): number =>
  hasText(bytes, at, '#=') ? behind(bytes, '=#', at) : tripleLine(bytes, at);
export const powershellLine = (bytes: Uint8Array, at: number): number => {
  if (hasText(bytes, at, '<#')) return behind(bytes, '#>', at);
  const end = lineEnd(bytes, at);
  const last = bytes[end - 1] === 0x0d ? end - 2 : end - 1;
  return bytes[last - 1] === 0x40 && (bytes[last] === 0x22 || bytes[last] === 0x27)
    ? behind(bytes, `\n${String.fromCharCode(bytes[last])}@`, end)
    : end;
};
/** Perl's documentation and heredocs. */
export const perlLine = (bytes: Uint8Array, at: number): number =>
  bytes[at] === 0x3d && isWordByte(bytes[at + 1]) && (at === 0 || bytes[at - 1] === 0x0a)
    ? behind(bytes, '\n=cut', at)
    : hereDocLine(bytes, at, true);
/** Lines joined by a backslash. */
export function joinedLine(bytes: Uint8Array, at: number): number {
  let end = lineEnd(bytes, at);
  while (end < bytes.length && bytes[end - 1] === 0x5c) end = lineEnd(bytes, end + 1);
  return end;
}

/** A block scalar of YAML: `key: |` and all following lines that are indented deeper. */
export function yamlLine(bytes: Uint8Array, at: number, column: number): number {
  let end = lineEnd(bytes, at);
  let last = end - 1;
  while (last > at && (bytes[last] === 0x0d || bytes[last] === 0x20 || bytes[last] === 0x2d || bytes[last] === 0x2b)) last--;
  if ((bytes[last] !== 0x7c && bytes[last] !== 0x3e) || bytes[last - 1] !== 0x20) return end;
  for (;;) {
    const line = end + 1;
    const textStart = skipBlanks(bytes, line);
    if (line >= bytes.length) return bytes.length;
    const isEmpty = bytes[textStart] === 0x0a || bytes[textStart] === 0x0d;
    if (!isEmpty && textStart - line <= column) return end;
    end = lineEnd(bytes, textStart);
  }
}
