/**
 * A change of one document that a person has not decided on: what the document held before, and the hunks in which it differs now.
 * Invariant: undoing every hunk gives the text before, with everything that the person wrote outside the hunks meanwhile. Pure.
 */
import { hunksBetween, type TextHunk, withoutHunks } from './line-diff.js';

/** Lines `start..end` (end exclusive) of the document were replaced by `nLines` lines. */
export interface LineChange {
  readonly start: number;
  readonly end: number;
  readonly nLines: number;
}

export class PendingChange {
  readonly #original: readonly string[];
  #base: readonly string[];
  #now: readonly string[];
  #hunks: readonly TextHunk[] = [];

  constructor(lines: readonly string[]) {
    this.#original = lines;
    this.#base = lines;
    this.#now = lines;
  }

  /** The document without the undecided hunks. */
  get base(): readonly string[] {
    return this.#base;
  }

  /** True if the document reads as it did when the change began. */
  get isUndone(): boolean {
    return same(this.#now, this.#original);
  }

  get hunks(): readonly TextHunk[] {
    return this.#hunks;
  }

  /** Takes the document's text after an edit by Vibe itself. */
  reads(now: readonly string[]): void {
    this.#now = now;
    // The whole change was undone: nothing is pending, even if a part was accepted before.
    if (same(now, this.#original)) this.#base = now;
    this.#hunks = hunksBetween(this.#base, now);
  }

  /**
   * Takes a person's edit: outside the hunks it also changes the text before; inside one it belongs to the hunk. Returns true if it touched
   * one.
   */
  edited(changes: readonly LineChange[], now: readonly string[]): boolean {
    const base = [...this.#base];
    let touched = false;
    let shift = 0;
    let baseShift = 0;
    for (const change of changes.toSorted((a, b) => a.start - b.start)) {
      if (this.#hunks.some(hunk => touches(change, hunk))) touched = true;
      else {
        const grown = this.#hunks
          .filter(hunk => hunk.end <= change.start)
          .reduce((sum, hunk) => sum + (hunk.end - hunk.start) - hunk.original.length, 0);
        const written = now.slice(change.start + shift, change.start + shift + change.nLines);
        base.splice(change.start - grown + baseShift, change.end - change.start, ...written);
        baseShift += change.nLines - (change.end - change.start);
      }
      shift += change.nLines - (change.end - change.start);
    }
    this.#base = base;
    this.reads(now);
    return touched;
  }

  /** Returns the hunk at the line, or else the next one, or else the last one. */
  at(line: number): TextHunk | undefined {
    return this.#hunks.find(hunk => line < Math.max(hunk.end, hunk.start + 1)) ?? this.#hunks.at(-1);
  }

  accept(hunk: TextHunk): void {
    this.#base = [
      ...this.#base.slice(0, hunk.from),
      ...this.#now.slice(hunk.start, hunk.end),
      ...this.#base.slice(hunk.from + hunk.original.length),
    ];
    this.#hunks = hunksBetween(this.#base, this.#now);
  }

  /** Returns the document with this hunk undone. */
  without(hunk: TextHunk): readonly string[] {
    return withoutHunks(this.#now, [hunk]);
  }
}

/** A hunk that only deletes lies between two lines; a change touches it if it contains both. */
const touches = (change: LineChange, { start, end }: TextHunk): boolean =>
  start === end ? change.start < start && start < change.end : change.start < end && change.end > start;

const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((line, i) => line === b[i]);
