/** The lines of a file while the parts of a message are carried out one after the other; knows of each line where it came from. Pure. */

import { type LineEdit, withEdits } from './lines/line-edit.js';
import type { EditPart } from './message/edit-part.js';
import { differences } from './proof/line-difference.js';

export class WorkingLines {
  readonly #before: readonly string[];
  #lines: readonly string[];
  #origins: readonly number[];
  /** Lines that an earlier part brought as code: a later one may not take them away in silence. */
  #brought = new Set<string>();

  constructor(before: readonly string[]) {
    this.#before = before;
    this.#lines = before;
    this.#origins = before.map((_line, i) => i);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** For each line its number in the file; -1 for a new one. */
  get origins(): readonly number[] {
    return this.#origins;
  }

  /** The lines after the edits; undefined if two of them overlap. */
  with(edits: readonly LineEdit[]): readonly string[] | undefined {
    return withEdits(this.#lines, edits);
  }

  /** Carries the edits out. Returns why not if they take away what an earlier part wrote. */
  take(edits: readonly LineEdit[], part: EditPart): string | undefined {
    const lines: string[] = [];
    const origins: number[] = [];
    let at = 0;
    const keep = (to: number): void => {
      for (; at < to; at++) {
        lines.push(this.#lines[at]!);
        origins.push(this.#origins[at]!);
      }
    };
    for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
      keep(edit.start);
      const old = this.#lines.slice(edit.start, edit.end);
      const kept = keptIn(old, edit.lines);
      edit.lines.forEach((line, k) => {
        lines.push(line);
        origins.push(kept[k]! < 0 ? -1 : this.#origins[edit.start + kept[k]!]!);
      });
      at = edit.end;
    }
    keep(this.#lines.length);
    const isExplicit = part.form === 'replace' || part.form === 'diff' || part.form === 'swap';
    const left = new Set(lines);
    if (!isExplicit && [...this.#brought].some(line => !left.has(line)))
      return 'two blocks of the answer say different things of the same lines';
    const before = new Set(this.#lines);
    if (!isExplicit) for (const line of lines) if (line.trim() !== '' && !before.has(line)) this.#brought.add(line);
    this.#lines = lines;
    this.#origins = origins;
    return undefined;
  }

  /** What the part brings stands there already, and what it takes out does not. */
  isDone(part: EditPart): boolean {
    const now = joined(this.#lines);
    return sidesOf(part).length > 0 && sidesOf(part).every(([old, fresh]) => isBrought(now, joined(old), joined(fresh)));
  }

  /** What became of the file, as edits of it. */
  edits(): readonly LineEdit[] {
    const edits: LineEdit[] = [];
    let at = 0;
    let open: string[] = [];
    const close = (to: number): void => {
      if (open.length > 0 || to > at) edits.push({ start: at, end: to, lines: open });
      open = [];
    };
    this.#lines.forEach((line, i) => {
      const origin = this.#origins[i]!;
      if (origin < 0) open.push(line);
      else {
        close(origin);
        at = origin + 1;
      }
    });
    close(this.#before.length);
    return edits;
  }
}

const joined = (lines: readonly string[]): string =>
  `\n${lines
    .map(line => line.replace(/\s+/g, ''))
    .filter(line => line !== '')
    .join('\n')}\n`;

const isBrought = (now: string, old: string, fresh: string): boolean =>
  fresh.length > 20 && now.includes(fresh) && (!now.includes(old) || fresh.includes(old.trim()));

/** What a part takes out and what it brings, hunk by hunk. */
function sidesOf(part: EditPart): readonly (readonly [old: readonly string[], fresh: readonly string[]])[] {
  if (part.form === 'replace') return [[part.search, part.replacement]];
  if (part.form !== 'diff') return [];
  const hunks: string[][] = [[]];
  for (const line of part.lines) {
    if (line.startsWith('@@')) hunks.push([]);
    else hunks.at(-1)!.push(line);
  }
  const side = (lines: readonly string[], without: string): readonly string[] =>
    lines.filter(line => !line.startsWith(without)).map(line => line.replace(/^[-+ ]/, ''));
  return hunks.filter(lines => lines.some(line => /^[-+]/.test(line))).map(lines => [side(lines, '+'), side(lines, '-')] as const);
}

/** For each new line the old one that it is, in order; -1 for those that are new. */
function keptIn(old: readonly string[], fresh: readonly string[]): readonly number[] {
  const kept = fresh.map(() => -1);
  let [i, j] = [0, 0];
  for (const { b0, b1, a0, a1 } of [...differences(old, fresh), { b0: old.length, b1: old.length, a0: fresh.length, a1: fresh.length }]) {
    while (i < b0 && j < a0) kept[j++] = i++;
    [i, j] = [b1, a1];
  }
  return kept;
}
