/**
 * The open document as tokens: the lines above the cursor, which grow as a person types and shrink as they delete, and the text below.
 * A key press costs the tokens of the line, not of the file.
 */

import { lowerBound } from '../base/lower-bound.js';
import { ContextIndex } from './context-index.js';
import { type Indents, LineTokeniser } from './tokeniser.js';
import { boundary, type Vocabulary } from './vocabulary.js';

/** Of a larger file only this many characters above and below the cursor are read. */
const maxAbove = 300_000;
const maxBelow = 100_000;
/** A longer part of a line is not code that anyone completes. */
export const maxLine = 4_000;
const tableBits = 14;

interface LineMark {
  /** Where the line ends in the text above, after its line break. */
  readonly end: number;
  readonly nTokens: number;
  readonly state: ReturnType<LineTokeniser['copyState']>;
}

export class TokenisedDocument {
  readonly above: ContextIndex;
  readonly below: ContextIndex;
  readonly #tokeniser: LineTokeniser;
  readonly #belowTokeniser: LineTokeniser;
  /** The whole lines above the cursor, as tokenised. */
  #text = '';
  #start = 0;
  #after = '';
  #marks: LineMark[] = [];
  readonly #initial: LineMark['state'];

  constructor(vocabulary: Vocabulary) {
    this.above = new ContextIndex(vocabulary, 4096, tableBits);
    this.below = new ContextIndex(vocabulary, 4096, tableBits);
    this.#tokeniser = new LineTokeniser(vocabulary, token => this.above.append(token));
    this.#belowTokeniser = new LineTokeniser(vocabulary, token => this.below.append(token));
    this.#initial = this.#tokeniser.copyState();
    this.#reset('', 0);
  }

  /** The text of whole lines above the cursor and the text below it, as last given. */
  get wholeText(): string {
    return this.#text + this.#after;
  }

  get indents(): Indents {
    return this.#tokeniser.indents;
  }

  get hasEmptyAbove(): boolean {
    return this.#tokeniser.hasEmpty;
  }

  /** True if the texts go on from the last ones: nothing above the cursor's line and nothing below it was changed. */
  isTyping(before: string, after: string): boolean {
    return after === this.#after && before.startsWith(this.#text);
  }

  /** Takes over the text up to the cursor and from it. Returns the offset at which the cursor's line begins. */
  set(before: string, after: string): number {
    const lineStart = before.lastIndexOf('\n') + 1;
    this.#setAbove(before, lineStart);
    if (after !== this.#after) this.#setBelow(after);
    return lineStart;
  }

  #setAbove(before: string, lineStart: number): void {
    if (!before.startsWith(this.#text) || lineStart < this.#text.length) this.#takeBack(before, lineStart);
    const from = this.#text.length;
    if (from >= lineStart) return;
    if (lineStart - from > maxAbove) return this.#fill(before, lineStart);
    this.#lines(before, from, lineStart);
  }

  /** Takes lines back until the rest is the start of `before`. */
  #takeBack(before: string, lineStart: number): void {
    const limit = Math.min(this.#text.length, lineStart);
    // The length of the common start, by halving: comparing slices is far faster than comparing characters.
    const nCommon = lowerBound(0, limit, length => !before.startsWith(this.#text.slice(0, length + 1)));
    let n = this.#marks.length;
    while (n > 0 && this.#marks[n - 1]!.end > nCommon) n--;
    if (n === 0) return this.#fill(before, lineStart);
    const mark = this.#marks[n - 1]!;
    this.#marks.length = n;
    this.above.shorten(mark.nTokens);
    this.#tokeniser.restore(mark.state);
    this.#text = this.#text.slice(0, mark.end);
  }

  #fill(before: string, lineStart: number): void {
    const start = lineStart > maxAbove ? Math.min(lineStart, before.indexOf('\n', lineStart - maxAbove) + 1) : 0;
    this.#reset(before, start);
    this.#lines(before, start, lineStart);
  }

  #reset(before: string, start: number): void {
    this.above.clear();
    this.above.append(boundary);
    this.#tokeniser.restore(this.#initial);
    this.#marks = [];
    this.#start = start;
    this.#text = before.slice(0, start);
  }

  #lines(before: string, from: number, lineStart: number): void {
    let at = Math.max(from, this.#start);
    while (at < lineStart) {
      const end = before.indexOf('\n', at) + 1;
      if (end - at <= maxLine) this.#tokeniser.lines(before, at, end);
      this.#marks.push({ end, nTokens: this.above.nTokens, state: this.#tokeniser.copyState() });
      at = end;
    }
    this.#text = before.slice(0, lineStart);
  }

  #setBelow(after: string): void {
    this.#after = after;
    this.below.clear();
    this.below.append(boundary);
    this.#belowTokeniser.restore(this.#initial);
    const lineEnd = after.indexOf('\n');
    if (lineEnd < 0) return;
    const to = after.length > lineEnd + maxBelow ? after.lastIndexOf('\n', lineEnd + maxBelow) : after.length;
    if (to > lineEnd) this.#belowTokeniser.lines(after, lineEnd + 1, to);
  }
}
