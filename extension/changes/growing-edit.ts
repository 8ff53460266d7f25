/**
 * Decides which part of an unfinished change is shown while a model writes. An answer that has reached the third line of a function says
 * nothing about the lines below yet, so they stay. Pure.
 */
import { hunksBetween } from './line-diff.js';

/** Drops an unfinished last line and closes an open fence, so that the text can be parsed. */
export function wholeLines(answer: string): string {
  const text = answer.slice(0, answer.lastIndexOf('\n') + 1);
  let open: string | undefined;
  for (const [, fence, info] of text.matchAll(/^[ \t]*(`{3,}|~{3,})([^\n]*)$/gm)) {
    if (open === undefined) open = fence!;
    else if (fence!.startsWith(open) && info!.trim() === '') open = undefined;
  }
  return open === undefined ? text : `${text}${open}\n`;
}

/**
 * `after` is the result if the change ended here. Keeps the lines that its last hunk has not reached. Returns undefined if the change
 * leaves
 * `within`.
 */
export function shownSoFar(
  before: readonly string[],
  after: readonly string[],
  within: { readonly start: number; readonly end: number },
): readonly string[] | undefined {
  const hunks = hunksBetween(before, after);
  if (hunks.some(({ from, original }) => from < within.start || from + original.length > within.end)) return undefined;
  const last = hunks.at(-1);
  if (last === undefined) return after;
  const notReached = last.original.slice(last.end - last.start);
  return [...after.slice(0, last.end), ...notReached, ...after.slice(last.end)];
}
