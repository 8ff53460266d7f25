/** State at each depth of brackets while JavaScript is read, and the kinds of bodies that may follow. Pure. */
import type { SymbolKind } from '../../outline/outline-item.js';

/**
 * Slots by depth: the state of the statement, member or property that is being read there. Plain arrays that grow with the depth: most
 * files are small, and typed arrays for the maximum depth would cost more than reading the file.
 */
export class Slots {
  readonly start: number[] = [];
  /** Kind of the definition whose body comes next: 0 for none, else an index into `awaitedKinds`. */
  readonly awaited: number[] = [];
  readonly awaitedStart: number[] = [];
  readonly awaitedEnd: number[] = [];
  /** Start of the name that an assignment gives; -1 for none. */
  readonly nameStart: number[] = [];
  readonly nameEnd: number[] = [];
  /** 1 after `=` or `:` while everything since could be the head of an arrow function; 2 in one with type parameters. */
  readonly maybeArrow: number[] = [];
  readonly assigned: number[] = [];
  /** Item that ends with the statement. */
  readonly item: number[] = [];
  readonly declared: number[] = [];
  readonly isCase: number[] = [];

  constructor() {
    this.clear(0);
  }

  clear(depth: number): void {
    this.start[depth] = -1;
    this.awaited[depth] = 0;
    this.awaitedStart[depth] = 0;
    this.awaitedEnd[depth] = 0;
    this.nameEnd[depth] = 0;
    this.nameStart[depth] = -1;
    this.maybeArrow[depth] = 0;
    this.assigned[depth] = 0;
    this.item[depth] = -1;
    this.declared[depth] = 0;
    this.isCase[depth] = 0;
  }
}

export const FUNCTION_BODY = 1;
export const CLASS_BODY = 2;
export const METHOD_BODY = 3;
export const SKIPPED_BODY = 4;
export const NAMESPACE_BODY = 5;
export const ENUM_BODY = 6;
export const INTERFACE_BODY = 7;
export const ARROW_BODY = 8;
export const NAMELESS_BODY = 9;
/** The item that an expected body becomes; undefined for no item. */
export const awaitedKinds: readonly (SymbolKind | undefined)[] = [
  undefined,
  'function',
  'class',
  'method',
  undefined,
  'module',
  'enum',
  'interface',
  undefined,
  undefined,
];
