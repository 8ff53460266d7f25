/** The symbols of one segment: rows by file, names in folded order. */
import { symbolKinds } from '../text/outline-item.js';
import { fold } from './fold.js';
import { fuzzyVariants, humpsMatch, isOneEdit } from './name-match.js';
import type { SegmentReader } from './segment-reader.js';
import { symbolRowBytes } from './segment-format.js';
import type { SymbolMatch } from './snapshot-types.js';

const decoder = new TextDecoder();
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

  constructor(segment: SegmentReader) {
    this.#segment = segment;
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
    const visitName = (number: number): boolean => {
      const [first = 0, end = 0] = this.#words('nameSymbols', number, 2);
      if (end <= first) return true;
      for (const symbol of this.#words('symbolsByName', first, end - first)) if (!visit(symbol)) return false;
      return true;
    };
    switch (match) {
      case 'exact':
        this.#scan(fold(name), (text, number) => (fold(text) === fold(name) ? text !== name || visitName(number) : false));
        return;
      case 'folded':
        this.#scan(fold(name), (text, number) => fold(text) === fold(name) && visitName(number));
        return;
      case 'prefix':
        this.#scan(fold(name), (text, number) => fold(text).startsWith(fold(name)) && visitName(number));
        return;
      case 'humps': {
        const first = fold(name).slice(0, 1);
        this.#scan(first, (text, number) => fold(text).startsWith(first) && (!humpsMatch(name, text) || visitName(number)));
        return;
      }
      case 'fuzzy':
        this.#eachFuzzy(fold(name), visitName);
    }
  }

  /** An edit in the second half leaves the first: one range of names. One in the first half is tried out, variant by variant. */
  #eachFuzzy(folded: string, visitName: (number: number) => boolean): void {
    const head = folded.slice(0, folded.length >> 1);
    const seen = new Set<number>();
    const offer = (number: number): boolean => seen.has(number) || (seen.add(number), visitName(number));
    let goesOn = true;
    if (head !== '')
      this.#scan(head, (text, number) => {
        if (!fold(text).startsWith(head)) return false;
        if (isOneEdit(folded, fold(text))) goesOn = offer(number);
        return goesOn;
      });
    for (const variant of fuzzyVariants(folded, head.length + 1)) {
      if (!goesOn) return;
      this.#scan(variant, (text, number) => {
        if (fold(text) !== variant) return false;
        goesOn = offer(number);
        return goesOn;
      });
    }
  }

  /** Names from the first whose folded form is at least `folded`, until `visit` returns false. */
  #scan(folded: string, visit: (name: string, number: number) => boolean): void {
    const nNames = this.#segment.numbers.nNames;
    let low = 0;
    let high = nNames;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const name = this.#name(middle);
      if (fold(name) < folded) low = middle + 1;
      else high = middle;
    }
    const end = Math.min(nNames, low + maxScanned);
    for (let number = low; number < end; number += 64) {
      for (const [i, name] of this.#names(number, Math.min(64, end - number)).entries()) if (!visit(name, number + i)) return;
    }
  }

  #name(number: number): string {
    const [start = 0, end = 0] = this.#words('nameStarts', number, 2);
    return decoder.decode(this.#segment.read('names', start, end - start));
  }

  #names(first: number, count: number): string[] {
    const starts = this.#words('nameStarts', first, count + 1);
    const bytes = this.#segment.read('names', starts[0]!, starts[count]! - starts[0]!);
    return Array.from({ length: count }, (_, i) => decoder.decode(bytes.subarray(starts[i]! - starts[0]!, starts[i + 1]! - starts[0]!)));
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

  #words(section: 'qualifiers' | 'nameStarts' | 'nameSymbols' | 'symbolsByName', first: number, count: number): Uint32Array {
    return new Uint32Array(this.#segment.read(section, first * 4, count * 4).buffer);
  }
}
