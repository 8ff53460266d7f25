/**
 * The grammar of a message: prose, fenced blocks, search-and-replace blocks, patches and diffs without a fence, and tagged edits, one after
 * the other. Every line belongs to exactly one item. Pure; the message is untrusted.
 */
import { bare } from '../lines/file-lines.js';
import { opensSearch, readSearchReplace, type SearchReplaceRead } from './search-replace.js';
import { readBareCall, readTagged, type Tagged } from './tagged.js';

export type Item =
  | { readonly kind: 'prose'; readonly line: string }
  | { readonly kind: 'fence'; readonly info: string; readonly lines: readonly string[]; readonly closed: boolean }
  | { readonly kind: 'searchReplace'; readonly read: SearchReplaceRead }
  | { readonly kind: 'patch'; readonly lines: readonly string[]; readonly closed: boolean }
  | { readonly kind: 'diff'; readonly lines: readonly string[] }
  | { readonly kind: 'tagged'; readonly read: Tagged };

const fenceLine = /^(\s*(?:>\s?)?)(`{3,}|~{3,})\s*([^`]*?)\s*$/;

export function scan(lines: readonly string[], file: readonly string[]): readonly Item[] {
  const items: Item[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i]!;
    const opened = fenceLine.exec(line);
    if (opened) {
      const { end, closed } = fenceEnd(lines, i, file);
      const indent = opened[1]!;
      const body = lines.slice(i + 1, closed ? end - 1 : end).map(text => (text.startsWith(indent) ? text.slice(indent.length) : text));
      items.push({ kind: 'fence', info: opened[3]!, lines: body, closed });
      i = end;
    } else if (opensSearch(line)) {
      const read = readSearchReplace(lines, i, lines.length, file);
      items.push({ kind: 'searchReplace', read });
      i = Math.max(i + 1, read.end);
    } else if (/^\*\*\* Begin Patch\b/.test(line)) {
      const end = lines.findIndex((other, at) => at > i && /^\*\*\* End Patch\b/.test(other));
      items.push({ kind: 'patch', lines: lines.slice(i + 1, end < 0 ? lines.length : end), closed: end >= 0 });
      i = end < 0 ? lines.length : end + 1;
    } else if (startsDiff(lines, i)) {
      let end = i + 1;
      while (end < lines.length && /^(?:[-+ @\\]|diff |index |new file|deleted file|rename |similarity |$)/.test(lines[end]!)) end++;
      items.push({ kind: 'diff', lines: lines.slice(i, end) });
      i = end;
    } else {
      const tagged = readTagged(lines, i) ?? readBareCall(lines, i);
      if (tagged) {
        items.push({ kind: 'tagged', read: tagged });
        i = tagged.end;
      } else {
        items.push({ kind: 'prose', line });
        i++;
      }
    }
  }
  return items;
}

function startsDiff(lines: readonly string[], i: number): boolean {
  if (lines[i]!.startsWith('diff --git ')) return true;
  if (/^--- \S/.test(lines[i]!) && /^\+\+\+ \S/.test(lines[i + 1] ?? '')) return true;
  return /^@@ .*@@/.test(lines[i]!) && /^[ +-]/.test(lines[i + 1] ?? '');
}

/** The line after the fence that opens at `start`. A fence inside it is content if the file has it or if the rest needs it. */
function fenceEnd(lines: readonly string[], start: number, file: readonly string[]): { readonly end: number; readonly closed: boolean } {
  const opening = fenceLine.exec(lines[start]!)!;
  const isMarkdown = /^(?:markdown|md|mdx|rst)\b/i.test(opening[3]!);
  const flat = closing(lines, start, file, false);
  const nested = closing(lines, start, file, true);
  if (flat.end === nested.end) return flat;
  if (isMarkdown || flat.holdsOwn) return nested.closed ? nested : flat;
  // Without nesting, a fence would be left open behind it.
  return nested.closed && !flat.closed
    ? nested
    : nested.closed && leavesOpen(lines, flat.end, file) && !leavesOpen(lines, nested.end, file)
      ? nested
      : flat;
}

interface Closing {
  readonly end: number;
  readonly closed: boolean;
  /** True if the file itself contains a fence with an info word. */
  readonly holdsOwn: boolean;
}

function closing(lines: readonly string[], start: number, file: readonly string[], nests: boolean): Closing {
  const [, indent = '', mark = ''] = fenceLine.exec(lines[start]!)!;
  let depth = 0;
  let holdsOwn = false;
  for (let i = start + 1; i < lines.length; i++) {
    if (opensSearch(lines[i]!)) {
      const end = endOfSearch(lines, i);
      if (end !== undefined) {
        i = end;
        continue;
      }
    }
    const fence = fenceLine.exec(lines[i]!);
    if (!fence || fence[2]![0] !== mark[0] || fence[2]!.length < mark.length) continue;
    if (fence[3] !== '') {
      holdsOwn ||= file.some(line => bare(line) === bare(lines[i]!));
      if (nests) depth++;
      continue;
    }
    if (depth > 0) depth--;
    else if (fence[1]!.length <= indent.length + 3 && !isOwnFence(lines, i, file)) return { end: i + 1, closed: true, holdsOwn };
  }
  return { end: lines.length, closed: false, holdsOwn };
}

/** Its marks are inside a search-and-replace block: what looks like a fence there is content. */
function endOfSearch(lines: readonly string[], start: number): number | undefined {
  for (let i = start + 1; i < lines.length; i++) {
    if (/^\s*(?:>{4,10}|\+{5,10})\s*(?:REPLACE|UPDATED?|NEW|AFTER|REPLACEMENT)\b/i.test(lines[i]!) || /^\s*>{5,10}\s*$/.test(lines[i]!))
      return i;
    if (opensSearch(lines[i]!) && !/HEAD/i.test(lines[i]!)) return undefined;
  }
  return undefined;
}

/** A bare fence that the file has too, between the same lines. */
function isOwnFence(lines: readonly string[], i: number, file: readonly string[]): boolean {
  const near = (from: readonly string[], at: number, step: 1 | -1): string => bare(from[at + step] ?? '');
  const [above, below] = [near(lines, i, -1), near(lines, i, 1)];
  if (above === '' && below === '') return false;
  return file.some((line, at) => bare(line) === bare(lines[i]!) && near(file, at, -1) === above && near(file, at, 1) === below);
}

function leavesOpen(lines: readonly string[], from: number, file: readonly string[]): boolean {
  for (let i = from; i < lines.length; i++) {
    if (!fenceLine.test(lines[i]!)) continue;
    const { end, closed } = closing(lines, i, file, false);
    if (!closed || (fenceLine.exec(lines[i]!)![3] === '' && i + 1 === end - 1)) return true;
    i = end - 1;
  }
  return false;
}
