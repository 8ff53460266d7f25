/**
 * Symbols of a segment under construction: fixed-size rows in outline order, and names as numbers of the kernels, which keep each distinct
 * name once and sort them at the end.
 */

import { lowerBound } from '../../base/lower-bound.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { ArenaRegion } from '../../kernels/memory-arena.js';
import { symbolKinds } from '../../text/outline/outline-item.js';
import { compareNames, fold } from '../format/fold.js';
import { usedBytes, withCapacity } from '../format/growing.js';
import { hashOfName, nameBloom } from '../format/name-bloom.js';
import type { SegmentSymbol } from '../format/segment-input.js';
import { SymbolRowsWriter } from '../format/symbol-rows.js';
import { namesPerBlock } from '../read/name-table.js';
import type { SegmentWriter } from './segment-writer.js';

const kindNumbers = new Map<string, number>(symbolKinds.map((kind, i) => [kind, i]));
const maxLine = 0xffffff;
/** [name u32, start line u24, lines u24, parent distance u16 (0 for none), kind u8, doc lines u8], before the rows are encoded. */
const symbolRowBytes = 14;
/** Longer names are cut at a character boundary. */
const maxNameBytes = 256;
/** Names are written to the segment in chunks of this many bytes. */
const namesAtOnce = 1 << 18;
/** Memory for the text of one qualifier, its range and its number. */
const qualifierBytes = maxNameBytes + 24;

interface OrderedNames {
  /** Numbers of the names, in folded order. */
  readonly order: Uint32Array;
  /** For each position in `order`: where the symbols with this name begin in `byName`. */
  readonly firsts: Uint32Array;
  readonly byName: Uint32Array;
  /** Names that are not ASCII, by number. */
  readonly wide: ReadonlyMap<number, string>;
}

export class SymbolTableBuilder {
  readonly #kernels: Kernels;
  readonly #encoder = new TextEncoder();
  /** A permanent region in the kernels' memory: holds one qualifier, later one name after the other. */
  readonly #scratch: number;
  #rows: Uint8Array<ArrayBuffer> = new Uint8Array(symbolRowBytes * 256);
  #view = new DataView(this.#rows.buffer);
  #qualifiers = new Uint32Array(64);
  #nQualifiers = 0;
  #n = 0;

  constructor(kernels: Kernels, takeRun: (bytes: number) => number) {
    this.#kernels = kernels;
    this.#scratch = takeRun(qualifierBytes);
    kernels.namesReset();
  }

  get count(): number {
    return this.#n;
  }

  get nNames(): number {
    return this.#kernels.namesCount();
  }

  get sizeBytes(): number {
    return this.#n * symbolRowBytes;
  }

  /** Call when the memory of the names has been taken back. */
  reset(): void {
    this.#n = 0;
    this.#nQualifiers = 0;
    this.#kernels.namesReset();
  }

  /** `text`: offset of `bytes` in the kernels' memory; `scratch`: offset of 12 free bytes per item. */
  add(outline: readonly SegmentSymbol[], bytes: Uint8Array, text: number, scratch: number): void {
    const n = outline.length;
    if (n === 0) return;
    const ranges = new Uint32Array(this.#kernels.memory.buffer, scratch, n * 2);
    for (let i = 0; i < n; i++) {
      const { nameStart, nameEnd } = outline[i]!;
      ranges[i * 2] = nameStart;
      ranges[i * 2 + 1] = cutEnd(bytes, nameStart, Math.max(nameStart, nameEnd));
    }
    this.#kernels.internNames(text, scratch, n, scratch + n * 8);
    // Interning may have moved the memory.
    const numbers = new Uint32Array(this.#kernels.memory.buffer, scratch + n * 8, n);
    this.#grow(n);
    for (let i = 0; i < n; i++) this.#addRow(outline[i]!, i, numbers[i]!);
    for (let i = 0; i < n; i++) {
      const { qualifier } = outline[i]!;
      if (qualifier !== '') this.#qualify(this.#n - n + i, qualifier);
    }
  }

  /** Writes the sections of names and symbols. `region`: where the call may allocate. */
  write(writer: SegmentWriter, region: ArenaRegion): void {
    const { order, wide } = this.#order(region);
    const numbers = new Uint32Array(order.length);
    for (let i = 0; i < order.length; i++) numbers[order[i]!] = i;
    const rows = this.#view;
    const firsts = new Uint32Array(order.length + 1);
    for (let i = 0; i < this.#n; i++) {
      const name = numbers[rows.getUint32(i * symbolRowBytes, true)]!;
      rows.setUint32(i * symbolRowBytes, name, true);
      firsts[name + 1]!++;
    }
    for (let i = 0; i < order.length; i++) firsts[i + 1]! += firsts[i]!;
    const byName = new Uint32Array(this.#n);
    const next = firsts.slice();
    for (let i = 0; i < this.#n; i++) byName[next[rows.getUint32(i * symbolRowBytes, true)]!++] = i;
    for (let i = 0; i < this.#nQualifiers; i++) this.#qualifiers[i * 2 + 1] = numbers[this.#qualifiers[i * 2 + 1]!]!;
    this.#writeNames(writer, region, { order, firsts, byName, wide });
    this.#writeRows(new SymbolRowsWriter(writer));
    writer.write('qualifiers', usedBytes(this.#qualifiers, this.#nQualifiers * 2));
  }

  #writeNames(writer: SegmentWriter, region: ArenaRegion, { order, firsts, byName, wide }: OrderedNames): void {
    const kernels = this.#kernels;
    const n = order.length;
    const nBlocks = Math.ceil(n / namesPerBlock);
    let mostSymbols = 0;
    for (let i = 0; i < n; i++) mostSymbols = Math.max(mostSymbols, firsts[i + 1]! - firsts[i]!);
    const orderAt = region.take(n * 4 + 4);
    const firstsAt = region.take(n * 4 + 4);
    const symbolsAt = region.take(byName.length * 4 + 4);
    const startsAt = region.take(nBlocks * 4 + 4);
    const hashesAt = region.take(n * 4 + 4);
    const out = region.take(namesAtOnce + maxNameBytes + 16 + mostSymbols * 5);
    const place = (items: Uint32Array, at: number): void => new Uint32Array(kernels.memory.buffer, at, items.length).set(items);
    place(order, orderAt);
    place(firsts, firstsAt);
    place(byName, symbolsAt);
    kernels.openNameTable(orderAt, firstsAt, symbolsAt, startsAt, hashesAt, out);
    for (let next = 0; ; ) {
      next = kernels.encodeNames(next, n, namesAtOnce);
      writer.writeMemory('names', out, kernels.nameTableBytes());
      if (next === n) break;
    }
    const hashes = new Uint32Array(kernels.memory.buffer, hashesAt, n);
    // The kernels fold only ASCII.
    if (wide.size > 0)
      for (let i = 0; i < n; i++) {
        const name = wide.get(order[i]!);
        if (name !== undefined) hashes[i] = hashOfName(fold(name));
      }
    writer.writeMemory('nameStarts', startsAt, (nBlocks + 1) * 4);
    writer.write('nameBloom', nameBloom(hashes));
  }

  #writeRows(to: SymbolRowsWriter): void {
    const view = this.#view;
    // One object for all rows: the writer copies it.
    const row = { name: 0, startLine: 0, nLines: 0, parentDistance: 0, kind: 0, docLines: 0 };
    for (let at = 0; at < this.#n * symbolRowBytes; at += symbolRowBytes) {
      const lines = view.getUint32(at + 4, true);
      row.name = view.getUint32(at, true);
      row.startLine = lines & maxLine;
      row.nLines = (lines >>> 24) | (view.getUint16(at + 8, true) << 8);
      row.parentDistance = view.getUint16(at + 10, true);
      row.kind = view.getUint8(at + 12);
      row.docLines = view.getUint8(at + 13);
      to.add(row);
    }
    to.finish();
  }

  /** Returns all names in folded order. The kernels sort the ASCII names; the few others are inserted here. */
  #order(region: ArenaRegion): { readonly order: Uint32Array; readonly wide: ReadonlyMap<number, string> } {
    const count = this.nNames;
    const out = region.take(count * 4 + 4);
    const nPlain = this.#kernels.sortNames(out);
    const sorted = new Uint32Array(this.#kernels.memory.buffer, out, count).slice();
    const wide = new Map<number, string>();
    if (nPlain === count) return { order: sorted, wide };
    const decoder = new TextDecoder();
    const text = (number: number): string => decoder.decode(this.#bytesOf(number));
    for (const number of sorted.subarray(nPlain)) wide.set(number, text(number));
    const order = new Uint32Array(count);
    let taken = 0;
    let n = 0;
    for (const [number, name] of [...wide].sort(([, a], [, b]) => compareNames(a, b))) {
      const behind = lowerBound(taken, nPlain, i => compareNames(text(sorted[i]!), name) >= 0);
      while (taken < behind) order[n++] = sorted[taken++]!;
      order[n++] = number;
    }
    while (taken < nPlain) order[n++] = sorted[taken++]!;
    return { order, wide };
  }

  /** Returns bytes that are valid until the next call. */
  #bytesOf(number: number): Uint8Array {
    const size = this.#kernels.copyName(number, this.#scratch);
    return new Uint8Array(this.#kernels.memory.buffer, this.#scratch, size);
  }

  #grow(n: number): void {
    const rows = withCapacity(this.#rows, (this.#n + n) * symbolRowBytes);
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#view = new DataView(rows.buffer);
  }

  #addRow(item: SegmentSymbol, index: number, name: number): void {
    const view = this.#view;
    const at = this.#n++ * symbolRowBytes;
    const startLine = Math.min(maxLine, item.startLine);
    const nLines = Math.min(maxLine, Math.max(0, item.endLine - item.startLine));
    const distance = item.parent >= 0 && item.parent < index ? index - item.parent : 0;
    view.setUint32(at, name, true);
    view.setUint32(at + 4, startLine | ((nLines & 0xff) << 24), true);
    view.setUint16(at + 8, nLines >>> 8, true);
    view.setUint16(at + 10, distance > 0xffff ? 0 : distance, true);
    view.setUint8(at + 12, kindNumbers.get(item.kind) ?? 0);
    view.setUint8(at + 13, Math.max(0, Math.min(255, item.startLine - item.docStartLine)));
  }

  #qualify(symbol: number, qualifier: string): void {
    const kernels = this.#kernels;
    const text = this.#encoder.encode(qualifier);
    const size = cutEnd(text, 0, text.length);
    new Uint8Array(kernels.memory.buffer, this.#scratch, size).set(text.subarray(0, size));
    const range = this.#scratch + maxNameBytes + 8;
    new Uint32Array(kernels.memory.buffer, range, 2).set([0, size]);
    kernels.internNames(this.#scratch, range, 1, range + 8);
    this.#qualifiers = withCapacity(this.#qualifiers, this.#nQualifiers * 2 + 2);
    this.#qualifiers[this.#nQualifiers * 2] = symbol;
    this.#qualifiers[this.#nQualifiers * 2 + 1] = new Uint32Array(kernels.memory.buffer, range + 8, 1)[0]!;
    this.#nQualifiers++;
  }
}

/** Returns the end of a name, cut to `maxNameBytes` at a character boundary. */
function cutEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= maxNameBytes) return end;
  let cut = start + maxNameBytes;
  while (cut > start && (bytes[cut]! & 0xc0) === 0x80) cut--;
  return cut;
}

/** Returns the strings end to end as UTF-8, and where each starts, with one extra start at the end. */
export function encodeStrings(strings: readonly string[]): { readonly starts: Uint32Array<ArrayBuffer>; readonly text: Uint8Array } {
  const encoder = new TextEncoder();
  const starts = new Uint32Array(strings.length + 1);
  let text = new Uint8Array(Math.max(64, strings.length * 16));
  let at = 0;
  for (const [i, string] of strings.entries()) {
    text = withCapacity(text, at + string.length * 3);
    at += encoder.encodeInto(string, text.subarray(at)).written;
    starts[i + 1] = at;
  }
  return { starts, text: text.subarray(0, at) };
}
