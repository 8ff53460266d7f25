/** Symbols of several segments into one: names that are still used, merged in their order; rows and qualifiers renumbered. */
import { compareNames } from './fold.js';
import { bytesOf, withRoom } from './growing.js';
import type { MergePart, MergePlan } from './merge-plan.js';
import { symbolRowBytes } from './segment-format.js';
import type { SegmentReader } from './segment-reader.js';
import type { SegmentWriter } from './segment-writer.js';

const decoder = new TextDecoder();
const rowsAtOnce = 4096;
const namesAtOnce = 1024;

/** Writes the sections from `symbols` to `symbolsByName`; returns the number of names. Throws SegmentDamage. */
export function mergeSymbols(plan: MergePlan, writer: SegmentWriter, breathe: () => void): number {
  const used = plan.parts.map(part => usedNames(part, breathe));
  const names = mergeNames(plan, used, breathe);
  const firsts = new Uint32Array(names.count + 1);
  const nameOf = new Uint32Array(plan.nSymbols);
  let next = 0;
  for (const [p, part] of plan.parts.entries())
    eachRowBlock(part, breathe, rows => {
      const view = new DataView(rows.buffer);
      for (let at = 0; at < rows.length; at += symbolRowBytes) {
        const name = names.maps[p]![view.getUint32(at, true)]!;
        view.setUint32(at, name, true);
        firsts[name + 1]!++;
        nameOf[next++] = name;
      }
      writer.write('symbols', rows);
    });
  for (const [p, part] of plan.parts.entries()) {
    const kept = keptQualifiers(part);
    for (let i = 1; i < kept.length; i += 2) kept[i] = names.maps[p]![kept[i]!]!;
    writer.write('qualifiers', bytesOf(kept, kept.length));
  }
  writer.write('nameStarts', bytesOf(names.starts, names.count + 1));
  writer.write('names', names.text);
  for (let i = 0; i < names.count; i++) firsts[i + 1]! += firsts[i]!;
  writer.write('nameSymbols', bytesOf(firsts, firsts.length));
  const byName = new Uint32Array(plan.nSymbols);
  const place = firsts.slice();
  for (let symbol = 0; symbol < plan.nSymbols; symbol++) byName[place[nameOf[symbol]!]!++] = symbol;
  writer.write('symbolsByName', bytesOf(byName, byName.length));
  return names.count;
}

/** Calls `visit` with copies of the rows that stay, in order. */
function eachRowBlock({ reader, ranges }: MergePart, breathe: () => void, visit: (rows: Uint8Array<ArrayBuffer>) => void): void {
  for (const { firstSymbol, endSymbol } of ranges)
    for (let symbol = firstSymbol; symbol < endSymbol; symbol += rowsAtOnce) {
      const count = Math.min(rowsAtOnce, endSymbol - symbol);
      visit(reader.read('symbols', symbol * symbolRowBytes, count * symbolRowBytes));
      breathe();
    }
}

/** Pairs [new symbol, old name] of the qualifiers that stay. */
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

/** 1 for each name that a kept symbol has or is qualified by. */
function usedNames(part: MergePart, breathe: () => void): Uint8Array {
  const used = new Uint8Array(part.reader.numbers.nNames);
  eachRowBlock(part, breathe, rows => {
    const view = new DataView(rows.buffer);
    for (let at = 0; at < rows.length; at += symbolRowBytes) used[view.getUint32(at, true)] = 1;
  });
  const qualifiers = keptQualifiers(part);
  for (let i = 1; i < qualifiers.length; i += 2) used[qualifiers[i]!] = 1;
  return used;
}

/** Walks the used names of one segment in order. */
class NameCursor {
  readonly #reader: SegmentReader;
  readonly #used: Uint8Array;
  #block: string[] = [];
  #blockStart = 0;
  number = -1;
  name = '';

  constructor(reader: SegmentReader, used: Uint8Array) {
    this.#reader = reader;
    this.#used = used;
  }

  next(): boolean {
    const next = this.#used.indexOf(1, this.number + 1);
    if (next < 0) return false;
    this.number = next;
    if (next >= this.#blockStart + this.#block.length) this.#load(next);
    this.name = this.#block[next - this.#blockStart]!;
    return true;
  }

  #load(first: number): void {
    const count = Math.min(namesAtOnce, this.#used.length - first);
    const starts = new Uint32Array(this.#reader.read('nameStarts', first * 4, (count + 1) * 4).buffer);
    const base = starts[0]!;
    const bytes = this.#reader.read('names', base, starts[count]! - base);
    this.#block = Array.from({ length: count }, (_, i) => decoder.decode(bytes.subarray(starts[i]! - base, starts[i + 1]! - base)));
    this.#blockStart = first;
  }
}

interface MergedNames {
  readonly count: number;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly text: Uint8Array;
  /** For each source the new number of each of its used names. */
  readonly maps: readonly Uint32Array[];
}

function mergeNames(plan: MergePlan, used: readonly Uint8Array[], breathe: () => void): MergedNames {
  const maps = used.map(names => new Uint32Array(names.length));
  const cursors = plan.parts.map(({ reader }, p) => ({ cursor: new NameCursor(reader, used[p]!), map: maps[p]! }));
  let live = cursors.filter(({ cursor }) => cursor.next());
  const encoder = new TextEncoder();
  let starts = new Uint32Array(1024);
  let text = new Uint8Array(1 << 16);
  let count = 0;
  let at = 0;
  while (live.length > 0) {
    let least = live[0]!.cursor.name;
    for (const { cursor } of live) if (compareNames(cursor.name, least) < 0) least = cursor.name;
    text = withRoom(text, at + least.length * 3);
    at += encoder.encodeInto(least, text.subarray(at)).written;
    let ended = false;
    for (const { cursor, map } of live) {
      if (cursor.name !== least) continue;
      map[cursor.number] = count;
      if (!cursor.next()) {
        cursor.name = '';
        cursor.number = -1;
        ended = true;
      }
    }
    if (ended) live = live.filter(({ cursor }) => cursor.number >= 0);
    count++;
    starts = withRoom(starts, count + 1);
    starts[count] = at;
    if ((count & 1023) === 0) breathe();
  }
  return { count, starts, text: text.subarray(0, at), maps };
}
