/** Writes a segment section by section, each once and in order, with a checksum per page. Never reads back. */
import type { Kernels } from '../../kernels/kernels.js';
import {
  type Extent,
  encodeFooter,
  footerBytes,
  formatVersion,
  headBytes,
  magic,
  pageBytes,
  type SectionName,
  type SegmentNumbers,
  sections,
} from '../format/segment-format.js';

/** Must consume the bytes immediately: the caller reuses their memory. */
export type ByteSink = (bytes: Uint8Array) => void;

export class SegmentWriter {
  readonly #kernels: Kernels;
  readonly #page: number;
  readonly #sink: ByteSink;
  // Filled section by section; read when all are closed.
  readonly #extents = {} as Record<SectionName, Extent>;
  #checksums = new Uint32Array(1024);
  #nPages = 0;
  #next = 0;
  #offset = headBytes;
  #length = 0;
  #inPage = 0;

  /** `page`: offset in the kernels' memory of a page and 32 further bytes, reserved for this writer. */
  constructor(kernels: Kernels, page: number, sink: ByteSink) {
    this.#kernels = kernels;
    this.#page = page;
    this.#sink = sink;
    const head = new Uint8Array(headBytes);
    head.set(magic);
    new DataView(head.buffer).setUint32(8, formatVersion, true);
    sink(head);
  }

  /** Appends to section `name` and closes all sections before it in the order of `sections`. */
  write(name: SectionName, bytes: Uint8Array): void {
    this.#open(name);
    let at = 0;
    while (at < bytes.length) {
      const n = Math.min(bytes.length - at, pageBytes - this.#inPage);
      new Uint8Array(this.#kernels.memory.buffer, this.#page + this.#inPage, n).set(bytes.subarray(at, at + n));
      this.#inPage += n;
      at += n;
      if (this.#inPage === pageBytes) this.#endPage();
    }
    this.#length += bytes.length;
  }

  /** Appends bytes of the kernels' own memory. */
  writeMemory(name: SectionName, start: number, length: number): void {
    this.write(name, new Uint8Array(this.#kernels.memory.buffer, start, length));
  }

  /** Closes the segment and returns its size in bytes. */
  finish(numbers: SegmentNumbers): number {
    this.#closeUntil(sections.length);
    const table = new Uint8Array(this.#checksums.buffer, 0, this.#nPages * 8);
    const checksumsAt = this.#offset;
    const [checksumsLow, checksumsHigh] = checksumOf(this.#kernels, this.#page, table);
    this.#sink(table);
    const fileBytes = checksumsAt + table.length + footerBytes;
    const footer = encodeFooter({
      numbers,
      extents: this.#extents,
      checksumsAt,
      nPages: this.#nPages,
      checksumsLow,
      checksumsHigh,
      fileBytes,
    });
    const [low, high] = checksumOf(this.#kernels, this.#page, footer.subarray(0, footerBytes - 8));
    const view = new DataView(footer.buffer);
    view.setUint32(footerBytes - 8, low, true);
    view.setUint32(footerBytes - 4, high, true);
    this.#sink(footer);
    return fileBytes;
  }

  #open(name: SectionName): void {
    const index = sections.indexOf(name);
    if (index + 1 === this.#next) return;
    if (index < this.#next) throw new Error(`Section ${name} comes after ${sections[this.#next - 1]}`);
    this.#closeUntil(index);
    this.#next = index + 1;
    this.#extents[name] = { offset: this.#offset, length: 0, firstPage: this.#nPages };
  }

  #closeUntil(index: number): void {
    if (this.#next > 0) this.#endSection();
    for (; this.#next < index; this.#next++)
      this.#extents[sections[this.#next]!] = { offset: this.#offset, length: 0, firstPage: this.#nPages };
  }

  #endSection(): void {
    if (this.#inPage > 0) this.#endPage();
    const name = sections[this.#next - 1]!;
    this.#extents[name] = { ...this.#extents[name], length: this.#length };
    this.#offset += this.#length;
    this.#length = 0;
  }

  #endPage(): void {
    const low = this.#kernels.checksum(this.#page, this.#inPage);
    if (this.#nPages * 2 + 2 > this.#checksums.length) {
      const larger = new Uint32Array(this.#checksums.length * 2);
      larger.set(this.#checksums);
      this.#checksums = larger;
    }
    this.#checksums[this.#nPages * 2] = low;
    this.#checksums[this.#nPages * 2 + 1] = this.#kernels.checksumHigh();
    this.#nPages++;
    this.#sink(new Uint8Array(this.#kernels.memory.buffer, this.#page, this.#inPage));
    this.#inPage = 0;
  }
}

/**
 * Returns the checksum of bytes of any length, through one page of the kernels' memory: each page's sum is hashed together with the sums
 * before it.
 */
export function checksumOf(kernels: Kernels, page: number, bytes: Uint8Array): readonly [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (let at = 0; at === 0 || at < bytes.length; at += pageBytes - 8) {
    const part = bytes.subarray(at, at + pageBytes - 8);
    const memory = new Uint8Array(kernels.memory.buffer, page, part.length + 8);
    memory.set(part, 8);
    const view = new DataView(kernels.memory.buffer, page, 8);
    view.setUint32(0, low, true);
    view.setUint32(4, high, true);
    low = kernels.checksum(page, part.length + 8);
    high = kernels.checksumHigh();
  }
  return [low, high];
}
