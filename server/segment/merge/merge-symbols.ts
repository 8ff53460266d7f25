/** Merges the symbols of several segments: names in order, without those that no symbol has any more, and rows with new numbers. */

import type { SegmentWriter } from '../build/segment-writer.js';
import { compareNames } from '../format/fold.js';
import { usedBytes } from '../format/growing.js';
import { SymbolRows, SymbolRowsWriter } from '../format/symbol-rows.js';
import { type NameEntry, NameTable, NameTableBuilder } from '../read/name-table.js';
import type { MergePart, MergePlan } from './merge-plan.js';

const rowsAtOnce = 4096;
const dropped = 0xffffffff;

/** Writes the sections of names and symbols and returns the number of names. Throws SegmentDamage. */
export function mergeSymbols(plan: MergePlan, writer: SegmentWriter, breathe: () => void): number {
  const qualifiers = plan.parts.map(keptQualifiers);
  const { names, maps } = mergeNames(plan, qualifiers, breathe);
  names.write(writer);
  const rows = new SymbolRowsWriter(writer);
  for (const [p, part] of plan.parts.entries()) addRows(part, maps[p]!, rows, breathe);
  rows.finish();
  for (const [p, kept] of qualifiers.entries()) {
    for (let i = 1; i < kept.length; i += 2) kept[i] = maps[p]![kept[i]!]!;
    writer.write('qualifiers', usedBytes(kept, kept.length));
  }
  return names.count;
}

/** Adds the rows that are kept, in order, with the new numbers of their names. */
function addRows({ reader, ranges }: MergePart, map: Uint32Array, to: SymbolRowsWriter, breathe: () => void): void {
  const rows = new SymbolRows(reader);
  for (const { firstSymbol, endSymbol } of ranges)
    for (let symbol = firstSymbol; symbol < endSymbol; symbol++) {
      const row = rows.row(symbol);
      to.add({ ...row, name: map[row.name]! });
      if (symbol % rowsAtOnce === 0) breathe();
    }
}

/** Returns pairs [new symbol, old name] of the qualifiers that are kept. */
function keptQualifiers({ reader, ranges }: MergePart): Uint32Array<ArrayBuffer> {
  const pairs = new Uint32Array(reader.read('qualifiers', 0, reader.lengthOf('qualifiers')).buffer);
  const kept = new Uint32Array(pairs.length);
  let n = 0;
  let r = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    const symbol = pairs[i]!;
    while (r < ranges.length && ranges[r]!.endSymbol <= symbol) r++;
    const range = ranges[r];
    if (range === undefined || symbol < range.firstSymbol) continue;
    kept[n++] = range.newSymbol + symbol - range.firstSymbol;
    kept[n++] = pairs[i + 1]!;
  }
  return kept.slice(0, n);
}

/** Returns the new number of each symbol of a source. */
function symbolMap({ reader, ranges }: MergePart): Uint32Array {
  const map = new Uint32Array(reader.numbers.nSymbols).fill(dropped);
  for (const { firstSymbol, endSymbol, newSymbol } of ranges)
    for (let symbol = firstSymbol; symbol < endSymbol; symbol++) map[symbol] = newSymbol + symbol - firstSymbol;
  return map;
}

/** Walks the names of one source that are kept, with the new numbers of their symbols. */
class NameCursor {
  readonly #table: NameTable;
  readonly #symbols: Uint32Array;
  readonly #qualifiers: ReadonlySet<number>;
  #block: readonly NameEntry[] = [];
  #blockStart = 0;
  readonly map: Uint32Array;
  number = -1;
  name = '';
  symbols: readonly number[] = [];

  constructor(part: MergePart, qualifiers: Uint32Array) {
    this.#table = new NameTable(part.reader);
    this.#symbols = symbolMap(part);
    this.#qualifiers = new Set(qualifiers.filter((_, i) => i % 2 === 1));
    this.map = new Uint32Array(this.#table.count);
  }

  next(): boolean {
    while (++this.number < this.#table.count) {
      if (this.number === this.#blockStart + this.#block.length) {
        this.#blockStart = this.number;
        this.#block = this.#table.block(this.number / 16);
      }
      const entry = this.#block[this.number - this.#blockStart]!;
      this.symbols = entry.symbols.map(symbol => this.#symbols[symbol]!).filter(symbol => symbol !== dropped);
      this.name = entry.name;
      if (this.symbols.length > 0 || this.#qualifiers.has(this.number)) return true;
    }
    return false;
  }
}

/** Returns the merged names and, for each source, the new number of each of its names. */
function mergeNames(
  plan: MergePlan,
  qualifiers: readonly Uint32Array[],
  breathe: () => void,
): { readonly names: NameTableBuilder; readonly maps: readonly Uint32Array[] } {
  const cursors = plan.parts.map((part, p) => new NameCursor(part, qualifiers[p]!));
  const names = new NameTableBuilder();
  let live = cursors.filter(cursor => cursor.next());
  for (let n = 0; live.length > 0; n++) {
    let least = live[0]!.name;
    for (const cursor of live) if (cursor.name !== least && compareNames(cursor.name, least) < 0) least = cursor.name;
    const bearers = live.filter(cursor => cursor.name === least);
    // Sources are in the order of their new symbols.
    const number = names.add(
      least,
      bearers.flatMap(cursor => cursor.symbols),
    );
    for (const cursor of bearers) {
      cursor.map[cursor.number] = number;
      if (!cursor.next()) live = live.filter(other => other !== cursor);
    }
    if ((n & 1023) === 0) breathe();
  }
  return { names, maps: cursors.map(cursor => cursor.map) };
}
