/**
 * Open brackets and the item that belongs to each. Bounded: deeper nesting is only counted. A close without an open is ignored; an open
 * without a close ends with the block around it. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';

const maxDepth = 400;
/** How many unclosed brackets are skipped to find the match of a closing `)` or `]`. */
const maxReach = 8;

export const BRACE = 0x7b;
export const PAREN = 0x28;
export const SQUARE = 0x5b;
/** `${` of a template. */
export const DOLLAR_BRACE = 0x24;

export class BracketStack {
  readonly #marks: number[] = [];
  readonly #scopes: number[] = [];
  /** Item that ends with the bracket; -1 for none. */
  readonly #items: number[] = [];
  /** Innermost item around the inside of the bracket. */
  readonly #parents: number[] = [];
  readonly #out: OutlineBuilder;
  #beyond = 0;
  #nBraces = 0;
  depth = 0;
  /** The innermost open bracket, or 0 outside of all. */
  mark = 0;
  /** Scope that the scanner gave the innermost bracket, or 0 outside of all. */
  scope = 0;
  /** Innermost item around the current position, or -1 at the top level. */
  parent = -1;

  constructor(out: OutlineBuilder) {
    this.#out = out;
  }

  /** Opens a bracket. `item` ends with it, and `parent` encloses what is inside. */
  push(mark: number, scope = 0, item = -1, parent = item >= 0 ? item : this.parent): void {
    if (this.depth >= maxDepth) {
      this.#beyond++;
      return;
    }
    const { depth } = this;
    this.#marks[depth] = mark;
    this.#scopes[depth] = scope;
    this.#items[depth] = item;
    this.#parents[depth] = parent;
    if (mark === BRACE) this.#nBraces++;
    this.depth++;
    this.#refresh();
  }

  /** Closes the innermost bracket of kind `mark` and everything left open inside it; their items end at `endByte`. */
  pop(mark: number, endByte: number): boolean {
    if (this.#beyond > 0) {
      this.#beyond--;
      return true;
    }
    if (mark === BRACE && this.#nBraces === 0) return false;
    let at = this.depth - 1;
    const lowest = mark === BRACE ? 0 : Math.max(0, this.depth - maxReach);
    while (at >= lowest && this.#marks[at] !== mark) {
      // A round or square bracket never closes a block around it; a block closes anything except a template.
      if (mark === BRACE ? this.#marks[at] === DOLLAR_BRACE : this.#marks[at] === BRACE || this.#marks[at] === DOLLAR_BRACE) return false;
      at--;
    }
    if (at < lowest) return false;
    this.truncate(at, endByte);
    return true;
  }

  /** Closes all but the `depth` outermost brackets. */
  truncate(depth: number, endByte: number): void {
    while (this.depth > depth) {
      this.depth--;
      if (this.#marks[this.depth] === BRACE) this.#nBraces--;
      this.#out.close(this.#items[this.depth]!, endByte);
    }
    this.#refresh();
  }

  #refresh(): void {
    const top = this.depth - 1;
    this.mark = top < 0 ? 0 : this.#marks[top]!;
    this.scope = top < 0 ? 0 : this.#scopes[top]!;
    this.parent = top < 0 ? -1 : this.#parents[top]!;
  }

  /** Item that ends with the innermost bracket; -1 for none. */
  get item(): number {
    return this.depth === 0 ? -1 : this.#items[this.depth - 1]!;
  }
}
