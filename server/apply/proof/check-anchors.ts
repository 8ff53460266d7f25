/**
 * Proves that the ends of each stretch of an answer are anchors: where lines vanish between them, neither occurs again between them, for then
 * the answer may mean the other place, at which less is lost. Pure.
 */

import { says, squeezed, surplus } from './compare-lines.js';
import { differences } from './line-difference.js';

export interface AnchorClaim {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The answer's lines; a mark for what stays is undefined. */
  readonly shown: readonly (string | undefined)[];
}

interface Row {
  readonly text: string;
  /** Its line in the file; -1 for a new one. */
  readonly origin: number;
}

export function troubleWithAnchors({ before, after, shown }: AnchorClaim): string | undefined {
  const vanished = new Set(surplus(before, after).filter(says).map(squeezed));
  if (vanished.size === 0) return undefined;
  const rows = rowsOf(before, after);
  for (const unit of unitsOf(shown)) {
    const at = rows.findIndex((_row, i) => unit.every((text, k) => rows[i + k]?.text === text));
    if (at < 0) continue;
    const placed = rows.slice(at, at + unit.length);
    const [first, last] = [placed[0]!.origin, placed.at(-1)!.origin];
    if (first < 0 || last < first) continue;
    const span = before.slice(first, last + 1).map(squeezed);
    if (!span.some(text => vanished.has(text))) continue;
    const own = span.filter(text => text !== '');
    const head = runOf(placed);
    if (isAmbiguous(head, own.slice(1))) return `the answer fits more than one place of the file at "${head.at(-1)}"`;
    const tail = runOf(placed.toReversed()).toReversed();
    if (isAmbiguous(tail, own.slice(0, -1))) return `the answer fits more than one place of the file at "${tail[0]}"`;
  }
  return undefined;
}

function rowsOf(before: readonly string[], after: readonly string[]): readonly Row[] {
  const origins = after.map(() => -1);
  let [i, j] = [0, 0];
  for (const { b0, a0, b1, a1 } of [...differences(before, after), { b0: before.length, a0: after.length, b1: 0, a1: 0 }]) {
    while (i < b0 && j < a0) origins[j++] = i++;
    [i, j] = [b1, a1];
  }
  return after.map((line, k) => ({ text: squeezed(line), origin: origins[k]! })).filter(({ text }) => text !== '');
}

function unitsOf(shown: readonly (string | undefined)[]): readonly (readonly string[])[] {
  const units: string[][] = [[]];
  for (const line of shown) {
    if (line === undefined) units.push([]);
    else if (line.trim() !== '') units.at(-1)!.push(squeezed(line));
  }
  return units.filter(unit => unit.length > 1);
}

/** The lines from an end on that the file has in a row. */
function runOf(placed: readonly Row[]): readonly string[] {
  const n = placed.findIndex(({ origin }, k) => origin < 0 || (k > 0 && Math.abs(origin - placed[k - 1]!.origin) > 4));
  return placed.slice(0, n < 0 ? placed.length : n).map(({ text }) => text);
}

function isAmbiguous(run: readonly string[], span: readonly string[]): boolean {
  return run.some(says) && span.some((_text, i) => run.every((text, k) => span[i + k] === text));
}
