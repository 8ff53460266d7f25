/**
 * Search-and-replace blocks in their dialects: `<<<<<<< SEARCH`, `------- SEARCH`, with or without `:start_line:`, with lines inside that look
 * like their marks. Which line divides a block is decided by the file: what is searched must stand there. Pure.
 */
import { bare } from '../lines/file-lines.js';

const openWords = 'SEARCH|ORIGINAL|OLD|HEAD|FIND|BEFORE|CURRENT';
const openMark = new RegExp(String.raw`^\s*(?:<{4,10}|-{5,10})\s*(?:${openWords})\b.*$`, 'i');
const divider = /^\s*={4,10}\s*$/;
const closeMark = /^\s*(?:>{4,10}|\+{5,10})\s*(?:REPLACE|UPDATED?|NEW|AFTER|REPLACEMENT)\b.*$/i;
const bareClose = /^\s*>{5,10}\s*$/;
const conflictOpen = /^\s*<{7}(?:\s|$)/;
const anyMark = /^\s*(?:<{5,10}(?:\s.*)?|={5,10}|>{5,10}(?:\s.*)?)\s*$/;

export interface SearchReplace {
  readonly search: readonly string[];
  readonly replacement: readonly string[];
  readonly claimed: number | undefined;
  /** The line after the block. */
  readonly end: number;
}

export type SearchReplaceRead = SearchReplace | { readonly trouble: string; readonly end: number };

export const opensSearch = (line: string): boolean => openMark.test(line) && !/^\s*-{5,10}\s*(?:HEAD|CURRENT|BEFORE)\b/i.test(line);

/** Reads the block that opens at `start`. `limit`: the first line that cannot belong to it. */
export function readSearchReplace(lines: readonly string[], start: number, limit: number, file: readonly string[]): SearchReplaceRead {
  const isConflict = /HEAD/i.test(lines[start]!);
  const close = closeOf(lines, start, limit, isConflict);
  const body = lines.slice(start + 1, close.at);
  const { claimed, rest } = withoutClaims(body);
  const dividers = rest.flatMap((line, i) => (divider.test(line) ? [i] : []));
  const end = close.isThere ? close.at + 1 : close.at;
  if (dividers.length === 0) return { trouble: 'a search-and-replace block of the answer has no divider', end };
  const splits = dividers.map(at => ({
    search: withoutFences(rest.slice(0, at)).map(unescaped),
    replacement: withoutFences(rest.slice(at + 1)).map(unescaped),
  }));
  const sound = splits.filter(split => !leavesMarks(split.search, split.replacement));
  const read = (split: (typeof splits)[number]): SearchReplaceRead => {
    // Without its closing mark the block must end with the fence, and what it says may be cut.
    if (!close.isThere && limit >= lines.length) return { trouble: 'a search-and-replace block of the answer has no end', end };
    return { ...split, claimed, end };
  };
  if (splits.length === 1 && sound.length === 1) return read(sound[0]!);
  const present = sound.filter(split => split.search.some(line => line.trim() !== '') && standsIn(split.search, file));
  if (present.length === 1) return read(present[0]!);
  return { trouble: 'a mark of a search-and-replace block is left over inside it', end };
}

/** The mark that ends the block; a merge conflict inside it ends with the name of a branch. */
function closeOf(
  lines: readonly string[],
  start: number,
  limit: number,
  isConflict: boolean,
): { readonly at: number; readonly isThere: boolean } {
  for (let i = start + 1; i < limit; i++) {
    if (closeMark.test(lines[i]!) || (isConflict ? /^\s*>{5,10}/.test(lines[i]!) : bareClose.test(lines[i]!)))
      return { at: i, isThere: true };
    if (opensSearch(lines[i]!) && !(conflictOpen.test(lines[i]!) && /HEAD/i.test(lines[i]!))) return { at: i, isThere: false };
  }
  return { at: limit, isThere: false };
}

/** Roo's `:start_line:12`, `:end_line:14` and the rule below them. */
function withoutClaims(body: readonly string[]): { readonly claimed: number | undefined; readonly rest: readonly string[] } {
  let at = 0;
  let claimed: number | undefined;
  while (at < body.length) {
    const claim = /^\s*:?(start_line|end_line)\s*:\s*(\d+)\s*$/i.exec(body[at]!);
    if (!claim) break;
    if (/start/i.test(claim[1]!)) claimed = Number(claim[2]) - 1;
    at++;
  }
  if (at > 0 && /^\s*-{3,}\s*$/.test(body[at] ?? '')) at++;
  return { claimed, rest: body.slice(at) };
}

/** More marks in what comes than in what goes: one of them is no content. */
function leavesMarks(search: readonly string[], replacement: readonly string[]): boolean {
  const count = (lines: readonly string[], sign: string): number =>
    lines.filter(line => anyMark.test(line) && line.trim().startsWith(sign)).length;
  return ['<', '=', '>'].some(sign => count(replacement, sign) > count(search, sign));
}

function standsIn(search: readonly string[], file: readonly string[]): boolean {
  const wanted = search.map(bare).filter(line => line !== '');
  const own = file.map(bare).filter(line => line !== '');
  return wanted.length > 0 && own.some((_line, i) => wanted.every((line, k) => own[i + k] === line));
}

/** Some dialects write a backslash before content that looks like a mark. */
const unescaped = (line: string): string => line.replace(/^(\s*)\\(?=<{5,}|={5,}|>{5,})/, '$1');

function withoutFences(lines: readonly string[]): readonly string[] {
  const own = lines.filter(line => line.trim() !== '');
  const fenced = own.length >= 2 && /^\s*(?:```|~~~)/.test(own[0]!) && /^\s*(?:```|~~~)\s*$/.test(own.at(-1)!);
  return fenced ? lines.slice(lines.indexOf(own[0]!) + 1, lines.lastIndexOf(own.at(-1)!)) : lines;
}
