/** The symbols of one segment: rows by file, names in folded order. */

import { lowerBound } from '../../base/lower-bound.js';
import { symbolKinds } from '../../text/outline/outline-item.js';
import { SymbolRows } from '../format/symbol-rows.js';
import type { NameLookup } from './name-lookup.js';
import { isOneEdit, type SymbolMatch } from './name-match.js';
import { NameTable } from './name-table.js';
import type { NameWalk, WantedName } from './name-walk.js';
import type { SegmentReader } from './segment-reader.js';

/** Most names that one look-up may read: a bound for prefixes of one letter. */
const maxScanned = 60_000;

export interface SegmentSymbolRow {
  readonly name: string;
  readonly qualifier: string;
  readonly kind: string;
  readonly kindNumber: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly docStartLine: number;
  readonly parentDistance: number;
}

export class SegmentSymbols {
  readonly #segment: SegmentReader;
  readonly #names: NameTable;
  readonly #rows: SymbolRows;

  constructor(segment: SegmentReader) {
    this.#segment = segment;
    this.#names = new NameTable(segment);
    this.#rows = new SymbolRows(segment);
  }

  /** `known`: the symbol's name, if the caller has read it already. */
  row(symbol: number, known?: string): SegmentSymbolRow {
    const { name, startLine, nLines, parentDistance, kind, docLines } = this.#rows.row(symbol);
    return {
      name: known ?? this.#names.name(name),
      qualifier: this.#qualifier(symbol),
      kind: symbolKinds[kind] ?? 'function',
      kindNumber: kind,
      startLine,
      endLine: startLine + nLines,
      docStartLine: startLine - docLines,
      parentDistance,
    };
  }

  /** Returns `count` rows beginning with `first`. */
  rows(first: number, count: number): readonly SegmentSymbolRow[] {
    return Array.from({ length: count }, (_, i) => this.row(first + i));
  }

  /**
   * Returns the last of the `count` symbols from `first` whose lines, doc comment included, contain `line`, then its enclosing symbols from
   * the inside out. Only the names of these are read.
   */
  enclosing(first: number, count: number, line: number): readonly { readonly index: number; readonly row: SegmentSymbolRow }[] {
    const found: { readonly index: number; readonly row: SegmentSymbolRow }[] = [];
    for (let index = this.#rows.lastAt(first, first + count, line) - first; index >= 0; ) {
      const row = this.row(first + index);
      found.push({ index, row });
      if (row.parentDistance === 0) break;
      index -= row.parentDistance;
    }
    return found;
  }

  /** Calls `visit` with symbols of matching names, best names first, until it returns false. */
  eachNamed(lookup: NameLookup, match: SymbolMatch, visit: (symbol: number, name: string) => boolean): void {
    const visitAll = (walk: NameWalk): boolean => {
      const { name } = walk;
      return walk.symbols.every(symbol => visit(symbol, name));
    };
    switch (match) {
      case 'exact':
        this.#scanEqual(lookup.wanted, walk => walk.name !== lookup.name || visitAll(walk));
        return;
      case 'folded':
        this.#scanEqual(lookup.wanted, visitAll);
        return;
      case 'prefix':
        this.#names.from(lookup.wanted, maxScanned, walk => walk.startsWith() && visitAll(walk));
        return;
      case 'humps': {
        const { humps, letters, first } = lookup;
        this.#names.from(
          first,
          maxScanned,
          walk => walk.startsWith() && (!walk.mayHold(letters) || !humps.matches(walk.name) || visitAll(walk)),
        );
        return;
      }
      case 'fuzzy':
        this.#eachFuzzy(lookup, visitAll);
    }
  }

  /**
   * An edit in the second half of a name leaves the first half, so one range of names is read. Edits in the first half are tried variant by
   * variant.
   */
  #eachFuzzy({ wanted, head, variants }: NameLookup, visitAll: (walk: NameWalk) => boolean): void {
    const seen = new Set<string>();
    const offer = (walk: NameWalk): boolean => seen.has(walk.name) || (seen.add(walk.name), visitAll(walk));
    const mayBe = (walk: NameWalk): boolean => !walk.isAscii || Math.abs(walk.length - wanted.folded.length) <= 1;
    let goesOn = true;
    if (head.folded !== '')
      this.#names.from(head, maxScanned, walk => {
        if (!walk.startsWith()) return false;
        if (mayBe(walk) && isOneEdit(wanted.folded, walk.folded)) goesOn = offer(walk);
        return goesOn;
      });
    for (const variant of variants) {
      if (!goesOn) return;
      this.#scanEqual(variant, walk => {
        goesOn = offer(walk);
        return goesOn;
      });
    }
  }

  /** Visits names whose folded form is the wanted one, until `visit` returns false. */
  #scanEqual(wanted: WantedName, visit: (walk: NameWalk) => boolean): void {
    if (this.#names.mayHold(wanted)) this.#names.from(wanted, maxScanned, walk => walk.order() === 0 && visit(walk));
  }

  #qualifier(symbol: number): string {
    const nRows = this.#segment.lengthOf('qualifiers') / 8;
    const row = lowerBound(0, nRows, i => this.#segment.u32('qualifiers', i * 2) >= symbol);
    if (row === nRows || this.#segment.u32('qualifiers', row * 2) !== symbol) return '';
    return this.#names.name(this.#segment.u32('qualifiers', row * 2 + 1));
  }
}
