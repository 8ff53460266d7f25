/**
 * Text of a file that has not changed since it was indexed. Its windows know where lines begin, so only a few thousand bytes around the
 * wanted
 * lines are read. If that fails, the whole file is read.
 */

import { closeSync, readSync } from 'node:fs';
import { lowerBound } from '../../base/lower-bound.js';
import { openRegularSync } from '../../base/regular-file.js';
import type { FileFacts, Snapshot, WindowFacts } from '../../snapshot/snapshot-types.js';
import { type SourceText, WholeText } from './source-text.js';

/** Windows read on either side, because a place is widened to the enclosing definition. */
const around = 1;

interface Piece {
  readonly first: number;
  readonly last: number;
  readonly firstLine: number;
  readonly text: SourceText;
}

export class WindowedText implements SourceText {
  readonly nLines: number;
  readonly #path: string;
  readonly #facts: FileFacts;
  readonly #snapshot: Snapshot;
  readonly #whole: () => SourceText;
  #piece: Piece | undefined;

  /** `whole` returns the text if reading a piece of it fails. */
  constructor(path: string, facts: FileFacts, snapshot: Snapshot, whole: () => SourceText) {
    this.nLines = facts.nLines;
    this.#path = path;
    this.#facts = facts;
    this.#snapshot = snapshot;
    this.#whole = whole;
  }

  /** True if the decoded text has the same bytes as the file. Window offsets refer to decoded text. */
  static fits({ firstWindow, nWindows, sizeBytes }: FileFacts, snapshot: Snapshot): boolean {
    return nWindows > 0 && snapshot.window(firstWindow + nWindows - 1).endByte === sizeBytes;
  }

  lines(startLine: number, endLine: number): string {
    const from = Math.max(1, startLine);
    const to = Math.min(endLine, this.nLines);
    if (from > to) return '';
    // A line longer than a window spans several; it begins in the first of them.
    const first = this.#firstWindow(window => window.endLine >= from);
    const last = this.#firstWindow(window => window.startLine > to) - 1;
    if (this.#piece === undefined || first < this.#piece.first || last > this.#piece.last)
      this.#piece = this.#read(first - around, last + around);
    const { firstLine, text } = this.#piece;
    return text.lines(from - firstLine + 1, to - firstLine + 1);
  }

  text(): string {
    return this.#whole().text();
  }

  #read(first: number, last: number): Piece {
    const { nWindows } = this.#facts;
    const start = this.#window(Math.max(0, first));
    const { endByte } = this.#window(Math.min(nWindows - 1, last));
    const bytes = bytesOfFile(this.#path, start.startByte, endByte - start.startByte);
    if (bytes === undefined) return { first: 0, last: nWindows, firstLine: 1, text: this.#whole() };
    return { first: Math.max(0, first), last, firstLine: start.startLine, text: new WholeText(bytes) };
  }

  /**
   * Returns the index of the first window for which `reaches` is true, or the number of windows. `reaches` must stay true for later ones.
   */
  #firstWindow(reaches: (window: WindowFacts) => boolean): number {
    return lowerBound(0, this.#facts.nWindows, i => reaches(this.#window(i)));
  }

  #window(index: number): WindowFacts {
    return this.#snapshot.window(this.#facts.firstWindow + index);
  }
}

/** Returns undefined if the file has fewer bytes or is gone. */
function bytesOfFile(path: string, start: number, length: number): Uint8Array | undefined {
  const bytes = new Uint8Array(length);
  try {
    const { descriptor: file } = openRegularSync(path, 'refuse');
    try {
      return readSync(file, bytes, 0, length, start) === length ? bytes : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
