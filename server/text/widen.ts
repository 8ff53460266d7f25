/**
 * Widens the lines that matched to what a person wants to see: the whole function or section around them, bounded, with its chain of names.
 * Pure; reads only the outline, so that it works on a stored symbol table.
 */
import { chainOf, type OutlineItem } from './outline/outline-item.js';

export type WidenItem = Pick<OutlineItem, 'name' | 'qualifier' | 'parent' | 'startLine' | 'endLine' | 'docStartLine'>;

export interface WidenRequest {
  /** In order of their start, parents before children. */
  readonly items: readonly WidenItem[];
  /** The lines that matched, 1-based and inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** The line that matched best. */
  readonly focusLine: number;
  readonly nLines: number;
  readonly maxLines: number;
}

export interface Widened {
  readonly startLine: number;
  readonly endLine: number;
  /** Names from the outside in; empty at the top level. */
  readonly chain: readonly string[];
  /** Index of the item shown, or -1 if the lines are shown as they matched. */
  readonly item: number;
}

/** Returns the widest item around the focus that fits in `maxLines`; else a part of it around the focus; else the lines as they matched. */
export function widen({ items, startLine, endLine, focusLine, nLines, maxLines }: WidenRequest): Widened {
  const innermost = innermostAt(items, focusLine);
  if (innermost < 0) {
    // Between definitions: the lines that matched, but not the definitions that begin below the focus.
    return { ...clamp(startLine, endLine, focusLine, nLines, maxLines), chain: [], item: -1 };
  }
  let shown = -1;
  for (let at = innermost; at >= 0; at = parentOf(items, at)) {
    const { docStartLine, endLine: last } = items[at]!;
    if (last - docStartLine + 1 > maxLines) break;
    // A function is shown on its own; a whole class only if it is hardly longer than the lines that matched.
    if (shown >= 0 && last - docStartLine + 1 > Math.max(24, (endLine - startLine + 1) * 1.2)) break;
    shown = at;
  }
  if (shown >= 0) {
    const { docStartLine, endLine: last } = items[shown]!;
    return { startLine: docStartLine, endLine: Math.min(last, nLines), chain: chainOf(items, shown), item: shown };
  }
  return {
    ...cutAround(items, innermost, { startLine, endLine, focusLine, nLines, maxLines }),
    chain: chainOf(items, innermost),
    item: innermost,
  };
}

const parentOf = (items: readonly WidenItem[], index: number): number => {
  const { parent } = items[index]!;
  return parent < index ? parent : -1;
};

/** Returns the last item, in order of start, whose lines (doc comment included) contain `line`. */
function innermostAt(items: readonly WidenItem[], line: number): number {
  let best = -1;
  for (let at = 0; at < items.length; at++) {
    const { docStartLine, endLine } = items[at]!;
    if (docStartLine <= line && line <= endLine) best = at;
  }
  return best;
}

/** Returns part of an item that is too long to show: from its head if the focus is near it, else around the focus. */
function cutAround(
  items: readonly WidenItem[],
  index: number,
  request: Omit<WidenRequest, 'items'>,
): { startLine: number; endLine: number } {
  const { startLine, endLine, focusLine, nLines, maxLines } = request;
  const item = items[index]!;
  if (focusLine - item.docStartLine < maxLines * 0.6) {
    const last = Math.max(focusLine, Math.min(endLine, item.docStartLine + maxLines - 1));
    return { startLine: item.docStartLine, endLine: Math.min(last, item.endLine, nLines) };
  }
  const first = Math.max(startLine, item.docStartLine);
  return clamp(first, Math.min(Math.max(endLine, focusLine), item.endLine), focusLine, nLines, maxLines);
}

function clamp(
  startLine: number,
  endLine: number,
  focusLine: number,
  nLines: number,
  maxLines: number,
): { startLine: number; endLine: number } {
  const last = Math.min(endLine, nLines);
  const first = Math.max(1, Math.min(startLine, last));
  if (last - first + 1 <= maxLines) return { startLine: first, endLine: last };
  const from = Math.max(first, Math.min(focusLine - Math.floor(maxLines / 3), last - maxLines + 1));
  return { startLine: from, endLine: from + maxLines - 1 };
}
