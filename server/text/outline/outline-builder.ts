/** Collects the items of one outline, bounded in number, and converts byte offsets to lines at the end. Pure. */

import type { Language } from '../language/languages.js';
import { lineAtFrom } from '../lines.js';
import { docStartLineOf } from './doc-comments.js';
import type { OutlineRow, SymbolKind } from './outline-item.js';

/** Further items are dropped: a file with more definitions is a table of data, and an outline of it would not help. */
export const maxOutlineItems = 20_000;
/** Becomes the item itself without a copy, because millions are made. */
type Draft = { -readonly [Key in keyof OutlineRow]: OutlineRow[Key] };

/** Sorts by start, because a macro inside the head of a function is found before the function. Parents stay before their children. */
function inOrder(drafts: readonly Draft[]): readonly Draft[] {
  const order = drafts.map((_, index) => index).sort((a, b) => drafts[a]!.startByte - drafts[b]!.startByte || a - b);
  const places = new Int32Array(drafts.length);
  order.forEach((from, to) => (places[from] = to));
  return order.map((from, to) => {
    const draft = drafts[from]!;
    const parent = draft.parent < 0 ? -1 : places[draft.parent]!;
    return { ...draft, parent: parent < to ? parent : -1 };
  });
}

export class OutlineBuilder {
  readonly #bytes: Uint8Array;
  readonly #starts: Uint32Array;
  readonly #drafts: Draft[] = [];
  #lastStart = 0;
  #isOrdered = true;

  constructor(bytes: Uint8Array, starts: Uint32Array) {
    this.#bytes = bytes;
    this.#starts = starts;
  }

  get size(): number {
    return this.#drafts.length;
  }

  /**
   * Begins an item that extends to the end of the text unless closed. Returns its index, or -1 if the outline is full.
   * Takes 6 parameters because scanners call it once a definition with numbers that they keep in arrays: a record would be garbage.
   */
  open(kind: SymbolKind, nameStart: number, nameEnd: number, startByte: number, parent: number, qualifier = ''): number {
    if (this.#drafts.length >= maxOutlineItems || nameStart < 0 || nameEnd <= nameStart) return -1;
    const start = Math.min(startByte, nameStart);
    this.#isOrdered &&= start >= this.#lastStart;
    this.#lastStart = start;
    const endByte = this.#bytes.length;
    this.#drafts.push({
      kind,
      qualifier,
      docStartLine: 0,
      startLine: 0,
      endLine: 0,
      nameStart,
      nameEnd,
      startByte: start,
      endByte,
      parent,
    });
    return this.#drafts.length - 1;
  }

  /** Ends item `index` before `endByte`. An index of -1 is ignored, so that callers need not check whether the outline was full. */
  close(index: number, endByte: number): void {
    // Reading an array at -1 is a property look-up by name, and slow.
    if (index < 0) return;
    const draft = this.#drafts[index];
    if (draft !== undefined) draft.endByte = Math.max(endByte, draft.nameEnd);
  }

  /** Adds an item whose end is known. Takes 7 parameters because `open` takes six. */
  add(kind: SymbolKind, nameStart: number, nameEnd: number, startByte: number, endByte: number, parent: number, qualifier = ''): number {
    const index = this.open(kind, nameStart, nameEnd, startByte, parent, qualifier);
    this.close(index, endByte);
    return index;
  }

  kindOf(index: number): SymbolKind | undefined {
    return index < 0 ? undefined : this.#drafts[index]?.kind;
  }

  setKind(index: number, kind: SymbolKind): void {
    const draft = this.#drafts[index];
    if (draft !== undefined) draft.kind = kind;
  }

  finish(language: Language): readonly OutlineRow[] {
    const drafts = this.#isOrdered ? this.#drafts : inOrder(this.#drafts);
    let line = 1;
    for (const draft of drafts) {
      line = lineAtFrom(this.#starts, draft.startByte, line);
      draft.startLine = line;
      draft.docStartLine = this.#isFirstOnLine(draft.startByte, line)
        ? docStartLineOf(this.#bytes, this.#starts, line, language.syntax)
        : line;
      draft.endLine = lineAtFrom(this.#starts, this.#lastByte(draft), line);
    }
    return drafts;
  }

  /** Returns whether only blanks precede the item on its line. Otherwise a comment above belongs to what comes first. */
  #isFirstOnLine(startByte: number, line: number): boolean {
    const lineFrom = this.#starts[line - 1] ?? 0;
    if (startByte - lineFrom > 256) return false;
    for (let at = startByte - 1; at >= lineFrom; at--) if (this.#bytes[at]! > 0x20) return false;
    return true;
  }

  /** Returns the last non-blank byte of an item, so that empty lines after an item do not belong to it. */
  #lastByte(draft: OutlineRow): number {
    let at = Math.min(draft.endByte, this.#bytes.length) - 1;
    while (at > draft.nameEnd - 1 && this.#bytes[at]! <= 0x20) at--;
    return at;
  }
}
