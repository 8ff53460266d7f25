/** The symbols of one segment: rows by file, names in folded order. */
import { symbolKinds } from '../text/outline-item.js';
import { fold } from './fold.js';
import { fuzzyVariants, humpsMatcher, isOneEdit } from './name-match.js';
import type { NameEntry } from './name-table.js';
import { NameTable } from './name-table.js';
import type { SegmentReader } from './segment-reader.js';
import { symbolRowBytes } from './segment-format.js';
import type { SymbolMatch } from './snapshot-types.js';

/** Names that one look-up may read: a bound for prefixes of one letter. */
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

  constructor(segment: SegmentReader) {
    this.#segment = segment;
    this.#names = new NameTable(segment);
  }

  row(symbol: number): SegmentSymbolRow {
    return this.#decode(this.#segment.read('symbols', symbol * symbolRowBytes, symbolRowBytes), 0, symbol);
  }

  /** `count` rows from `first` on. */
  rows(first: number, count: number): readonly SegmentSymbolRow[] {
    const bytes = this.#segment.read('symbols', first * symbolRowBytes, count * symbolRowBytes);
    return Array.from({ length: count }, (_, i) => this.#decode(bytes, i, first + i));
  }

  /**
   * Of `count` symbols from `first` on: the last whose lines, doc comment included, hold `line`, and what encloses it, from the inside out.
   * Only these are decoded.
   */
  enclosing(first: number, count: number, line: number): readonly { readonly index: number; readonly row: SegmentSymbolRow }[] {
    const bytes = this.#segment.read('symbols', first * symbolRowBytes, count * symbolRowBytes);
    const view = new DataView(bytes.buffer);
    let index = count - 1;
    for (; index >= 0; index--) {
      const at = index * symbolRowBytes;
      const lines = view.getUint32(at + 4, true);
      const startLine = lines & 0xffffff;
      if (startLine - view.getUint8(at + 13) <= line && line <= startLine + ((lines >>> 24) | (view.getUint16(at + 8, true) << 8))) break;
    }
    const found: { readonly index: number; readonly row: SegmentSymbolRow }[] = [];
    while (index >= 0) {
      const row = this.#decode(bytes, index, first + index);
      found.push({ index, row });
      if (row.parentDistance === 0) break;
      index -= row.parentDistance;
    }
    return found;
  }

  /** Calls `visit` with symbols of matching names, best names first, until it returns false. */
  eachNamed(name: string, match: SymbolMatch, visit: (symbol: number) => boolean): void {
    const folded = fold(name);
    const visitName = (entry: NameEntry): boolean => entry.symbols.every(symbol => visit(symbol));
    switch (match) {
      case 'exact':
        this.#scan(folded, entry => (entry.folded === folded ? entry.name !== name || visitName(entry) : false));
        return;
      case 'folded':
        this.#scan(folded, entry => entry.folded === folded && visitName(entry));
        return;
      case 'prefix':
        this.#scan(folded, entry => entry.folded.startsWith(folded) && visitName(entry));
        return;
      case 'humps': {
        const first = folded.slice(0, 1);
        const matches = humpsMatcher(name);
        this.#scan(first, entry => entry.folded.startsWith(first) && (!matches(entry.name, entry.folded) || visitName(entry)));
        return;
      }
      case 'fuzzy':
        this.#eachFuzzy(folded, visitName);
    }
  }

  /** An edit in the second half leaves the first: one range of names. One in the first half is tried out, variant by variant. */
  #eachFuzzy(folded: string, visitName: (entry: NameEntry) => boolean): void {
    const head = folded.slice(0, folded.length >> 1);
    const seen = new Set<string>();
    const offer = (entry: NameEntry): boolean => seen.has(entry.name) || (seen.add(entry.name), visitName(entry));
    let goesOn = true;
    if (head !== '')
      this.#scan(head, entry => {
        if (!entry.folded.startsWith(head)) return false;
        if (isOneEdit(folded, entry.folded)) goesOn = offer(entry);
        return goesOn;
      });
    for (const variant of fuzzyVariants(folded, head.length + 1)) {
      if (!goesOn) return;
      this.#scan(variant, entry => {
        if (entry.folded !== variant) return false;
        goesOn = offer(entry);
        return goesOn;
      });
    }
  }

  /** Names from the first whose folded form is at least `folded`, until `visit` returns false. */
  #scan(folded: string, visit: (entry: NameEntry) => boolean): void {
    this.#names.from(folded, maxScanned, visit);
  }

  #decode(rows: Uint8Array<ArrayBuffer>, i: number, symbol: number): SegmentSymbolRow {
    const view = new DataView(rows.buffer, i * symbolRowBytes, symbolRowBytes);
    const lines = view.getUint32(4, true);
    const startLine = lines & 0xffffff;
    const nLines = (lines >>> 24) | (view.getUint16(8, true) << 8);
    const kindNumber = view.getUint8(12);
    return {
      name: this.#name(view.getUint32(0, true)),
      qualifier: this.#qualifier(symbol),
      kind: symbolKinds[kindNumber] ?? 'function',
      kindNumber,
      startLine,
      endLine: startLine + nLines,
      docStartLine: startLine - view.getUint8(13),
      parentDistance: view.getUint16(10, true),
    };
  }

  #name(number: number): string {
    return this.#names.entry(number).name;
  }

  #qualifier(symbol: number): string {
    let low = 0;
    let high = this.#segment.lengthOf('qualifiers') / 8;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.#segment.u32('qualifiers', middle * 2);
      if (at === symbol) return this.#name(this.#segment.u32('qualifiers', middle * 2 + 1));
      if (at < symbol) low = middle + 1;
      else high = middle;
    }
    return '';
  }
}
