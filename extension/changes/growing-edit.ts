/**
 * What of a half-written change is shown while a model writes: an answer that has come as far as the third line of a function says nothing
 * yet of the lines below, so they stay. Pure.
 */
import { hunksBetween } from './line-diff.js';

/** A fence that is still open is closed, so that what is there can be read as a whole; a line that is half there is left out. */
export function wholeLines(answer: string): string {
  const text = answer.slice(0, answer.lastIndexOf('\n') + 1);
  let open: string | undefined;
  for (const [, fence, info] of text.matchAll(/^[ \t]*(`{3,}|~{3,})([^\n]*)$/gm)) {
    if (open === undefined) open = fence!;
    else if (fence!.startsWith(open) && info!.trim() === '') open = undefined;
  }
  return open === undefined ? text : `${text}${open}\n`;
}

/** `after` is where the change would lead if it ended here. The lines that its last hunk has not reached stay; undefined where it leaves `within`. */
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
