/**
 * A stack of items that last while lines are indented deeper than they are. Bounded: items beyond the maximum depth are not tracked. Pure.
 */
import type { OutlineBuilder } from '../../outline/outline-builder.js';

const maxDepth = 256;

export class IndentStack {
  readonly #out: OutlineBuilder;
  readonly #items: number[] = [];
  readonly #columns: number[] = [];

  constructor(out: OutlineBuilder) {
    this.#out = out;
  }

  /** Innermost item, or -1 at the top level. */
  get parent(): number {
    return this.#items.at(-1) ?? -1;
  }

  get depth(): number {
    return this.#items.length;
  }

  /** Column of the innermost item, or -1 at the top level. */
  get column(): number {
    return this.#columns.at(-1) ?? -1;
  }

  push(item: number, column: number): void {
    if (item < 0) return;
    if (this.#items.length >= maxDepth) {
      this.#out.close(item, 0);
      return;
    }
    this.#items.push(item);
    this.#columns.push(column);
  }

  /** Returns the innermost item that a line at `column` does not end, or -1. */
  parentAt(column: number): number {
    let at = this.#items.length - 1;
    while (at >= 0 && this.#columns[at]! >= column) at--;
    return this.#items[at] ?? -1;
  }

  /** Called for a line that begins at `column`: items that are not less indented end at `end`. */
  closeTo(column: number, end: number): void {
    while (this.#columns.length > 0 && this.#columns.at(-1)! >= column) this.closeInnermost(end);
  }

  closeInnermost(end: number): void {
    this.#columns.pop();
    const item = this.#items.pop();
    if (item !== undefined) this.#out.close(item, end);
  }
}
