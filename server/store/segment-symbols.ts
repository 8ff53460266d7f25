/** The symbols of one segment: rows by file, names in folded order. */
import { symbolKinds } from '../text/outline-item.js';
import { fold } from './fold.js';
import { fuzzyVariants, HumpsMatcher, isOneEdit } from './name-match.js';
import { NameTable } from './name-table.js';
import type { NameWalk } from './name-walk.js';
import { WantedName } from './name-walk.js';
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
    const visitAll = (walk: NameWalk): boolean => walk.symbols.every(symbol => visit(symbol));
    switch (match) {
      case 'exact':
        this.#scan(folded, walk => walk.order() === 0 && (walk.name !== name || visitAll(walk)));
        return;
      case 'folded':
        this.#scan(folded, walk => walk.order() === 0 && visitAll(walk));
        return;
      case 'prefix':
        this.#scan(folded, walk => walk.startsWith() && visitAll(walk));
        return;
      case 'humps': {
        const humps = new HumpsMatcher(name);
        const letters = new WantedName(humps.letters);
        this.#scan(
          folded.slice(0, 1),
          walk => walk.startsWith() && (!walk.mayHold(letters) || !humps.matches(walk.name) || visitAll(walk)),
        );
        return;
      }
      case 'fuzzy':
        this.#eachFuzzy(folded, visitAll);
    }
  }

  /** An edit in the second half leaves the first: one range of names. One in the first half is tried out, variant by variant. */
  #eachFuzzy(folded: string, visitAll: (walk: NameWalk) => boolean): void {
    const head = folded.slice(0, folded.length >> 1);
    const seen = new Set<string>();
    const offer = (walk: NameWalk): boolean => seen.has(walk.name) || (seen.add(walk.name), visitAll(walk));
    const mayBe = (walk: NameWalk): boolean => !walk.isAscii || Math.abs(walk.length - folded.length) <= 1;
    let goesOn = true;
    if (head !== '')
      this.#scan(head, walk => {
        if (!walk.startsWith()) return false;
        if (mayBe(walk) && isOneEdit(folded, walk.folded)) goesOn = offer(walk);
        return goesOn;
      });
    for (const variant of fuzzyVariants(folded, head.length + 1)) {
      if (!goesOn) return;
      this.#scan(variant, walk => {
        if (walk.order() !== 0) return false;
        goesOn = offer(walk);
        return goesOn;
      });
    }
  }

  /** Names from the first whose folded form is at least `folded`, until `visit` returns false. */
  #scan(folded: string, visit: (walk: NameWalk) => boolean): void {
    this.#names.from(new WantedName(folded), maxScanned, visit);
  }

  #decode(rows: Uint8Array<ArrayBuffer>, i: number, symbol: number): SegmentSymbolRow {
    const view = new DataView(rows.buffer, i * symbolRowBytes, symbolRowBytes);
    const lines = view.getUint32(4, true);
    const startLine = lines & 0xffffff;
    const nLines = (lines >>> 24) | (view.getUint16(8, true) << 8);
    const kindNumber = view.getUint8(12);
    return {
      name: this.#names.name(view.getUint32(0, true)),
      qualifier: this.#qualifier(symbol),
      kind: symbolKinds[kindNumber] ?? 'function',
      kindNumber,
      startLine,
      endLine: startLine + nLines,
      docStartLine: startLine - view.getUint8(13),
      parentDistance: view.getUint16(10, true),
    };
  }

  #qualifier(symbol: number): string {
    let low = 0;
    let high = this.#segment.lengthOf('qualifiers') / 8;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.#segment.u32('qualifiers', middle * 2);
      if (at === symbol) return this.#names.name(this.#segment.u32('qualifiers', middle * 2 + 1));
      if (at < symbol) low = middle + 1;
      else high = middle;
    }
    return '';
  }
}
