/** The symbols of one segment: rows by file, names in folded order. */
import { symbolKinds } from '../text/outline-item.js';
import { fold } from './fold.js';
import { fuzzyVariants, humpsMatch, isOneEdit } from './name-match.js';
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
    const bytes = this.#segment.read('symbols', symbol * symbolRowBytes, symbolRowBytes);
    const view = new DataView(bytes.buffer);
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

  /** Calls `visit` with symbols of matching names, best names first, until it returns false. */
  eachNamed(name: string, match: SymbolMatch, visit: (symbol: number) => boolean): void {
    const visitName = (entry: NameEntry): boolean => entry.symbols.every(symbol => visit(symbol));
    switch (match) {
      case 'exact':
        this.#scan(fold(name), (text, entry) => (fold(text) === fold(name) ? text !== name || visitName(entry) : false));
        return;
      case 'folded':
        this.#scan(fold(name), (text, entry) => fold(text) === fold(name) && visitName(entry));
        return;
      case 'prefix':
        this.#scan(fold(name), (text, entry) => fold(text).startsWith(fold(name)) && visitName(entry));
        return;
      case 'humps': {
        const first = fold(name).slice(0, 1);
        this.#scan(first, (text, entry) => fold(text).startsWith(first) && (!humpsMatch(name, text) || visitName(entry)));
        return;
      }
      case 'fuzzy':
        this.#eachFuzzy(fold(name), visitName);
    }
  }

  /** An edit in the second half leaves the first: one range of names. One in the first half is tried out, variant by variant. */
  #eachFuzzy(folded: string, visitName: (entry: NameEntry) => boolean): void {
    const head = folded.slice(0, folded.length >> 1);
    const seen = new Set<string>();
    const offer = (entry: NameEntry): boolean => seen.has(entry.name) || (seen.add(entry.name), visitName(entry));
    let goesOn = true;
    if (head !== '')
      this.#scan(head, (text, entry) => {
        if (!fold(text).startsWith(head)) return false;
        if (isOneEdit(folded, fold(text))) goesOn = offer(entry);
        return goesOn;
      });
    for (const variant of fuzzyVariants(folded, head.length + 1)) {
      if (!goesOn) return;
      this.#scan(variant, (text, entry) => {
        if (fold(text) !== variant) return false;
        goesOn = offer(entry);
        return goesOn;
      });
    }
  }

  /** Names from the first whose folded form is at least `folded`, until `visit` returns false. */
  #scan(folded: string, visit: (name: string, entry: NameEntry) => boolean): void {
    this.#names.from(
      name => fold(name) < folded,
      maxScanned,
      entry => visit(entry.name, entry),
    );
  }

  #name(number: number): string {
    return this.#names.entry(number).name;
  }

  #qualifier(symbol: number): string {
    const n = this.#segment.lengthOf('qualifiers') / 8;
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const [at = 0, name = 0] = this.#words('qualifiers', middle * 2, 2);
      if (at === symbol) return this.#name(name);
      if (at < symbol) low = middle + 1;
      else high = middle;
    }
    return '';
  }

  #words(section: 'qualifiers', first: number, count: number): Uint32Array {
    return new Uint32Array(this.#segment.read(section, first * 4, count * 4).buffer);
  }
}
