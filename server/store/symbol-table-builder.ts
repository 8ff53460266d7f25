/** The symbols of a segment under construction: fixed rows in order of the outline, each distinct name once, sorted at the end. */
import { symbolKinds } from '../text/outline-item.js';
import { compareNames } from './fold.js';
import { bytesOf, withRoom } from './growing.js';
import { NameTableBuilder } from './name-table.js';
import { symbolRowBytes } from './segment-format.js';
import type { SegmentSymbol } from './segment-input.js';
import type { SegmentWriter } from './segment-writer.js';

const kindNumbers = new Map<string, number>(symbolKinds.map((kind, i) => [kind, i]));
const maxLine = 0xffffff;

/** One row, its name still by the order of arrival. */
export interface SymbolRow {
  readonly name: string;
  readonly qualifier: string;
  readonly kind: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly docLines: number;
  readonly parentDistance: number;
}

export class SymbolTableBuilder {
  readonly #names = new Map<string, number>();
  #rows = new Uint8Array(symbolRowBytes * 256);
  #qualifiers = new Uint32Array(64);
  #nQualifiers = 0;
  #nameBytes = 0;
  #n = 0;

  get count(): number {
    return this.#n;
  }

  get nNames(): number {
    return this.#names.size;
  }

  get sizeBytes(): number {
    return this.#rows.length + this.#names.size * 80 + this.#nameBytes;
  }

  add(outline: readonly SegmentSymbol[]): void {
    for (const [i, item] of outline.entries()) {
      this.addRow({
        name: item.name,
        qualifier: item.qualifier,
        kind: kindNumbers.get(item.kind) ?? 0,
        startLine: item.startLine,
        endLine: item.endLine,
        docLines: item.startLine - item.docStartLine,
        parentDistance: item.parent >= 0 && item.parent < i ? i - item.parent : 0,
      });
    }
  }

  addRow(row: SymbolRow): void {
    const at = this.#n * symbolRowBytes;
    this.#rows = withRoom(this.#rows, at + symbolRowBytes);
    const view = new DataView(this.#rows.buffer, at, symbolRowBytes);
    const startLine = Math.min(maxLine, row.startLine);
    const nLines = Math.min(maxLine, Math.max(0, row.endLine - row.startLine));
    view.setUint32(0, this.#nameOf(row.name), true);
    view.setUint32(4, startLine | ((nLines & 0xff) << 24), true);
    view.setUint16(8, nLines >>> 8, true);
    view.setUint16(10, row.parentDistance > 0xffff ? 0 : row.parentDistance, true);
    view.setUint8(12, row.kind);
    view.setUint8(13, Math.max(0, Math.min(255, row.docLines)));
    if (row.qualifier !== '') {
      this.#qualifiers = withRoom(this.#qualifiers, this.#nQualifiers * 2 + 2);
      this.#qualifiers[this.#nQualifiers * 2] = this.#n;
      this.#qualifiers[this.#nQualifiers * 2 + 1] = this.#nameOf(row.qualifier);
      this.#nQualifiers++;
    }
    this.#n++;
  }

  /** Writes the sections of names and symbols. */
  write(writer: SegmentWriter): void {
    const sorted = [...this.#names.keys()].sort(compareNames);
    const numbers = new Uint32Array(sorted.length);
    for (const [i, name] of sorted.entries()) numbers[this.#names.get(name)!] = i;
    const rows = new DataView(this.#rows.buffer);
    const firsts = new Uint32Array(sorted.length + 1);
    for (let i = 0; i < this.#n; i++) {
      const name = numbers[rows.getUint32(i * symbolRowBytes, true)]!;
      rows.setUint32(i * symbolRowBytes, name, true);
      firsts[name + 1]!++;
    }
    for (let i = 0; i < sorted.length; i++) firsts[i + 1]! += firsts[i]!;
    const byName = new Uint32Array(this.#n);
    const next = firsts.slice();
    for (let i = 0; i < this.#n; i++) byName[next[rows.getUint32(i * symbolRowBytes, true)]!++] = i;
    for (let i = 0; i < this.#nQualifiers; i++) this.#qualifiers[i * 2 + 1] = numbers[this.#qualifiers[i * 2 + 1]!]!;
    const names = new NameTableBuilder();
    for (const [i, name] of sorted.entries()) names.add(name, byName.subarray(firsts[i], firsts[i + 1]));
    names.write(writer);
    writer.write('symbols', this.#rows.subarray(0, this.#n * symbolRowBytes));
    writer.write('qualifiers', bytesOf(this.#qualifiers, this.#nQualifiers * 2));
  }

  #nameOf(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const number = this.#names.size;
    this.#names.set(name, number);
    this.#nameBytes += name.length * 2;
    return number;
  }
}

/** Strings end to end as UTF-8, and where each starts; one start more than there are strings. */
export function encodeStrings(strings: readonly string[]): { readonly starts: Uint32Array<ArrayBuffer>; readonly text: Uint8Array } {
  const encoder = new TextEncoder();
  const starts = new Uint32Array(strings.length + 1);
  let text = new Uint8Array(Math.max(64, strings.length * 16));
  let at = 0;
  for (const [i, string] of strings.entries()) {
    text = withRoom(text, at + string.length * 3);
    at += encoder.encodeInto(string, text.subarray(at)).written;
    starts[i + 1] = at;
  }
  return { starts, text: text.subarray(0, at) };
}
