/** Finds the doc comment of a definition: the comment directly above it, or the docstring at the start of its body. Pure. */

import { lowerBound } from '../../base/lower-bound.js';
import type { Language } from '../language/languages.js';
import { type SyntaxName, type SyntaxRule, syntaxes } from '../language/syntax.js';
import { lineStart } from '../lines.js';
import type { OutlineItem } from './outline-item.js';

/** Most lines of a doc comment. Longer comments are not documentation of one item, and looking further would cost time on hostile input. */
const maxDocLines = 200;
/** The same bound in bytes, for long lines. */
const maxDocBytes = 32_768;

export interface ByteRange {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

interface Markers {
  readonly lines: readonly string[];
  readonly blocks: readonly SyntaxRule[];
  readonly strings: readonly SyntaxRule[];
  /** By byte. Bit 0: the byte may begin a line comment; bit 1: it may end the close of a block comment. */
  readonly ends: Uint8Array;
}

const markersBySyntax = new Map<SyntaxName, Markers>();

// The keys are those of `syntaxes`; `Object.entries` returns them as strings.
for (const [name, rules] of Object.entries(syntaxes) as [SyntaxName, readonly SyntaxRule[]][]) {
  const lines = rules.filter(rule => rule.kind === 'line').map(rule => rule.open);
  const blocks = rules.filter(rule => rule.kind === 'block' || rule.kind === 'nested');
  const ends = new Uint8Array(256);
  for (const marker of lines) ends[marker.charCodeAt(0)]! |= 1;
  for (const { close } of blocks) ends[close.charCodeAt(close.length - 1)]! |= 2;
  markersBySyntax.set(name, { lines, blocks, strings: rules.filter(rule => rule.doc), ends });
}

/** Returns the first line of the comment that ends directly above the 1-based `startLine`, or `startLine` if there is none. */
export function docStartLineOf(bytes: Uint8Array, starts: Uint32Array, startLine: number, syntax: SyntaxName): number {
  const { lines, blocks, ends } = markersBySyntax.get(syntax)!;
  if (!mayEndComment(bytes, startLine < 2 ? 0 : starts[startLine - 2]!, (starts[startLine - 1] ?? 0) - 1, ends)) return startLine;
  let first = startLine;
  const lowest = lowestLine(starts, startLine);
  for (let line = startLine - 1; line >= lowest; line--) {
    const from = firstNonBlank(bytes, starts[line - 1]!, lineStart(starts, line + 1, bytes.length));
    const to = trimmedEnd(bytes, from, lineStart(starts, line + 1, bytes.length));
    if (to === from) {
      // One empty line may separate a documentation block from what it documents.
      if (line === startLine - 1 && first === startLine) continue;
      break;
    }
    const isApart = first === startLine && line < startLine - 1;
    if (!isApart && lines.some(marker => startsWith(bytes, from, to, marker)) && !startsWith(bytes, from, to, '#!')) {
      first = line;
      continue;
    }
    const block = blocks.find(rule => endsWith(bytes, from, to, rule.close));
    if (block === undefined) break;
    const opened = blockStart(bytes, starts, line, lowest, block);
    if (opened === 0 || (isApart && !isDocBlock(bytes, firstNonBlank(bytes, starts[opened - 1]!, bytes.length)))) break;
    first = opened;
    line = opened;
  }
  return first;
}

/** Returns whether the line from `from` to `to` is blank or looks like the end of a comment. Most lines above a definition are neither. */
function mayEndComment(bytes: Uint8Array, from: number, to: number, ends: Uint8Array): boolean {
  let last = to;
  while (last >= from && bytes[last]! <= 0x20) last--;
  if (last < from) return true;
  return (ends[bytes[last]!]! & 2) !== 0 || (ends[bytes[firstNonBlank(bytes, from, last)]!]! & 1) !== 0;
}

/** Returns the lowest line number at which a comment is searched. */
function lowestLine(starts: Uint32Array, startLine: number): number {
  const from = (starts[startLine - 1] ?? 0) - maxDocBytes;
  return lowerBound(Math.max(1, startLine - maxDocLines), startLine, line => starts[line - 1]! >= from);
}

/** A slash and two stars. */
const isDocBlock = (bytes: Uint8Array, at: number): boolean => bytes[at] === 0x2f && bytes[at + 1] === 0x2a && bytes[at + 2] === 0x2a;

/**
 * Returns the line on which the block comment that ends on `line` begins, or 0 if code precedes it on that line or it begins too far up.
 */
function blockStart(bytes: Uint8Array, starts: Uint32Array, lastLine: number, lowest: number, rule: SyntaxRule): number {
  for (let line = lastLine; line >= lowest; line--) {
    const end = lineStart(starts, line + 1, bytes.length);
    const from = firstNonBlank(bytes, starts[line - 1]!, end);
    const at = indexIn(bytes, from, end, rule.open);
    if (at < 0) {
      // Another comment ends above before this one begins, so the close belongs to no comment.
      if (line < lastLine && rule.kind === 'block' && indexIn(bytes, from, end, rule.close) >= 0) return 0;
      continue;
    }
    return at === from ? line : 0;
  }
  return 0;
}

/**
 * Returns the byte range of the documentation of `item`, markers included: the docstring in its body if the language has docstrings, else
 * the comment above.
 */
export function docOf(bytes: Uint8Array, item: OutlineItem, language: Language, starts: Uint32Array): ByteRange | undefined {
  const strings = markersBySyntax.get(language.syntax)!.strings;
  if (strings.length > 0) {
    const found = docstringOf(bytes, item, strings) ?? docAttributeOf(bytes, item, starts, strings);
    if (found) return found;
  }
  if (item.docStartLine >= item.startLine) return undefined;
  const start = firstNonBlank(bytes, lineStart(starts, item.docStartLine, bytes.length), bytes.length);
  const end = lineStart(starts, item.startLine, bytes.length);
  return { start, end: trimmedEnd(bytes, start, end) };
}

/** Finds a string that is the first statement of the body: it follows the colon, `do` or line end that ends the header. */
function docstringOf(bytes: Uint8Array, item: OutlineItem, strings: readonly SyntaxRule[]): ByteRange | undefined {
  const limit = Math.min(item.endByte, item.nameEnd + 8192);
  let depth = 0;
  for (let at = item.nameEnd; at < limit; at++) {
    const byte = bytes[at]!;
    if (byte === 0x28 || byte === 0x5b || byte === 0x7b) depth++;
    else if (byte === 0x29 || byte === 0x5d || byte === 0x7d) depth--;
    else if (byte === 0x0a && depth <= 0) {
      const from = firstNonBlank(bytes, at + 1, limit);
      return stringAt(bytes, from, item.endByte, strings);
    }
  }
  return undefined;
}

/** Finds `@doc """` and `@moduledoc` in Elixir, and a string above the definition in Julia and GraphQL. */
function docAttributeOf(bytes: Uint8Array, item: OutlineItem, starts: Uint32Array, strings: readonly SyntaxRule[]): ByteRange | undefined {
  const lowest = lowestLine(starts, item.startLine);
  let closing = 0;
  for (let line = item.startLine - 1; line >= lowest; line--) {
    const end = lineStart(starts, line + 1, bytes.length);
    const from = firstNonBlank(bytes, starts[line - 1]!, end);
    const to = trimmedEnd(bytes, from, end);
    if (from === to && closing === 0) return undefined;
    const marker = strings.find(rule => indexIn(bytes, from, to, rule.open) >= 0);
    if (marker !== undefined) {
      const at = indexIn(bytes, from, to, marker.open);
      if (closing > 0) return { start: at, end: closing };
      const second = indexIn(bytes, at + marker.open.length, to, marker.close);
      if (second >= 0) return { start: at, end: second + marker.close.length };
      closing = to;
    } else if (closing === 0 && bytes[from] !== 0x40) return undefined;
  }
  return undefined;
}

function stringAt(bytes: Uint8Array, from: number, limit: number, strings: readonly SyntaxRule[]): ByteRange | undefined {
  let open = from;
  // At most two letters precede the quotes, as in `r"""` or `u'''`.
  while (open < from + 2 && isLetter(bytes[open]!)) open++;
  const rule = strings.find(rule => startsWith(bytes, open, limit, rule.open));
  if (rule === undefined) return undefined;
  const close = indexIn(bytes, open + rule.open.length, Math.min(limit, open + 16_384), rule.close);
  return close < 0 ? undefined : { start: from, end: close + rule.close.length };
}

const isLetter = (byte: number): boolean => (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;

function firstNonBlank(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! <= 0x20) at++;
  return at;
}

function trimmedEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && bytes[at - 1]! <= 0x20) at--;
  return at;
}

function startsWith(bytes: Uint8Array, from: number, end: number, marker: string): boolean {
  if (from + marker.length > end) return false;
  for (let i = 0; i < marker.length; i++) if (bytes[from + i] !== marker.charCodeAt(i)) return false;
  return true;
}

const endsWith = (bytes: Uint8Array, from: number, end: number, marker: string): boolean =>
  end - marker.length >= from && startsWith(bytes, end - marker.length, end, marker);

function indexIn(bytes: Uint8Array, from: number, end: number, marker: string): number {
  const first = marker.charCodeAt(0);
  for (let at = from; at + marker.length <= end; at++) if (bytes[at] === first && startsWith(bytes, at, end, marker)) return at;
  return -1;
}
