/**
 * Compares two texts by whole lines and returns the hunks that a person accepts or rejects. Pure; linear except for the part that differs.
 */

/** Lines `start..end` (0-based, end exclusive) of the new text replace `original`, which began at line `from` of the old one. */
export interface TextHunk {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly original: readonly string[];
}

/** A larger difference becomes one hunk, because its table would cost too much. */
const maxCells = 2_000_000;

export function hunksBetween(before: readonly string[], after: readonly string[]): readonly TextHunk[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
    tail++;
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  if (old.length === 0 && now.length === 0) return [];
  const pairs = old.length * now.length > maxCells ? [] : commonLines(old, now);
  const hunks: TextHunk[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [old.length, now.length] as const]) {
    if (x > i || y > j) hunks.push({ start: head + j, end: head + y, from: head + i, original: old.slice(i, x) });
    i = x + 1;
    j = y + 1;
  }
  return joined(hunks, after);
}

/** Returns the text with every hunk undone. */
export function withoutHunks(after: readonly string[], hunks: readonly TextHunk[]): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  for (const { start, end, original } of hunks) {
    lines.push(...after.slice(at, start), ...original);
    at = end;
  }
  return [...lines, ...after.slice(at)];
}

/** Returns pairs of equal lines, in the order of both texts: a longest common subsequence. */
function commonLines(old: readonly string[], now: readonly string[]): readonly (readonly [number, number])[] {
  const width = now.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const at = i * width + j;
      longest[at] = old[i] === now[j] ? longest[at + width + 1]! + 1 : Math.max(longest[at + width]!, longest[at + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < old.length && j < now.length; ) {
    if (old[i] === now[j]) pairs.push([i++, j++]);
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** Joins hunks that are separated only by blank lines, because a person should not have to decide about half a statement. */
function joined(hunks: readonly TextHunk[], after: readonly string[]): readonly TextHunk[] {
  const out: TextHunk[] = [];
  for (const hunk of hunks) {
    const last = out.at(-1);
    const between = last === undefined ? [] : after.slice(last.end, hunk.start);
    if (last === undefined || between.some(line => line.trim() !== '')) out.push(hunk);
    else out[out.length - 1] = { ...last, end: hunk.end, original: [...last.original, ...between, ...hunk.original] };
  }
  return out;
}
