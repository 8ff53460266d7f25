/**
 * An open segment: from a file, read lazily in verified pages, or from memory. Knows where things are, not what they mean for a question.
 * Immutable except for its caches.
 */

import { closeSync, readSync } from 'node:fs';
import { openRegularSync } from '../../base/regular-file.js';
import type { Kernels } from '../../kernels/kernels.js';
import type { MemoryViews } from '../../kernels/memory-views.js';
import { checksumOf } from '../build/segment-writer.js';
import { featureVersion } from '../format/feature-version.js';
import {
  decodeFooter,
  footerBytes,
  formatVersion,
  headBytes,
  magic,
  pageBytes,
  pagesOf,
  type SectionName,
  type SegmentLayout,
  type SegmentNumbers,
} from '../format/segment-format.js';
import { type OwnedPages, type PageCache, type PageSource, SegmentDamage } from './page-cache.js';

/** Why a segment cannot be used and must be built again. */
export interface UnusableSegment {
  readonly kind: 'damaged' | 'outdated' | 'unreadable';
  readonly reason: string;
}

export class SegmentReader {
  readonly numbers: SegmentNumbers;
  readonly fileBytes: number;
  readonly #layout: SegmentLayout;
  readonly #checksums: Uint32Array;
  readonly #source: PageSource;
  readonly #cache: PageCache;
  readonly #pages: OwnedPages;
  readonly #close: () => void;
  readonly #whole = new Map<SectionName, Uint8Array<ArrayBuffer>>();

  private constructor(parts: {
    readonly layout: SegmentLayout;
    readonly checksums: Uint32Array;
    readonly source: PageSource;
    readonly cache: PageCache;
    readonly close: () => void;
  }) {
    this.numbers = parts.layout.numbers;
    this.fileBytes = parts.layout.fileBytes;
    this.#layout = parts.layout;
    this.#checksums = parts.checksums;
    this.#source = parts.source;
    this.#cache = parts.cache;
    this.#pages = new Uint32Array(parts.layout.nPages);
    this.#close = parts.close;
  }

  /** `page`: offset of a page and 64 further bytes in the kernels' memory, used during the call. */
  static open(from: string | Uint8Array, kernels: Kernels, cache: PageCache, page: number): SegmentReader | UnusableSegment {
    let close = (): void => {};
    try {
      let fileBytes: number;
      let source: PageSource;
      if (typeof from === 'string') {
        const { descriptor: file, stats } = openRegularSync(from, 'refuse');
        close = () => closeSync(file);
        fileBytes = stats.size;
        source = { read: (into, offset) => readFully(file, into, offset) };
      } else {
        fileBytes = from.length;
        source = { read: (into, offset) => copyFully(from, into, offset) };
      }
      const opened = readLayout(source, fileBytes, kernels, page);
      if ('kind' in opened) close();
      else return new SegmentReader({ ...opened, source, cache, close });
      return opened;
    } catch (error) {
      close();
      if (error instanceof SegmentDamage) return { kind: 'damaged', reason: error.message };
      if (error instanceof Error && 'code' in error) return { kind: 'unreadable', reason: error.message };
      throw error;
    }
  }

  /** Views of the memory that the offsets of `spot` refer to. */
  get views(): MemoryViews {
    return this.#cache.views;
  }

  lengthOf(section: SectionName): number {
    return this.#layout.extents[section].length;
  }

  /** Copies bytes of a section into the kernels' memory. Throws SegmentDamage. */
  copy(section: SectionName, start: number, length: number, to: number): void {
    const extent = this.#layout.extents[section];
    if (!(start >= 0 && start + length <= extent.length)) throw new SegmentDamage(`${section} has no bytes ${start} to ${start + length}`);
    for (let at = start; at < start + length; ) {
      const page = Math.floor(at / pageBytes);
      const inPage = at - page * pageBytes;
      const n = Math.min(start + length - at, pageBytes - inPage);
      const slot = this.#page(section, page);
      this.#cache.views.bytes.copyWithin(to, slot + inPage, slot + inPage + n);
      to += n;
      at += n;
    }
  }

  /** Returns a copy of some bytes of a section. Throws SegmentDamage. */
  read(section: SectionName, start: number, length: number): Uint8Array<ArrayBuffer> {
    const extent = this.#layout.extents[section];
    if (!(start >= 0 && length >= 0 && start + length <= extent.length))
      throw new SegmentDamage(`${section} has no bytes ${start} to ${start + length}`);
    const bytes = new Uint8Array(length);
    for (let at = start; at < start + length; ) {
      const page = Math.floor(at / pageBytes);
      const inPage = at - page * pageBytes;
      const n = Math.min(start + length - at, pageBytes - inPage);
      const slot = this.#page(section, page) + inPage;
      bytes.set(this.#cache.views.bytes.subarray(slot, slot + n), at - start);
      at += n;
    }
    return bytes;
  }

  /**
   * Returns the offset in the kernels' memory of some bytes of a section, without copying them; 0 if they lie in two pages. Valid until the
   * next read of any segment. Throws SegmentDamage.
   */
  spot(section: SectionName, start: number, length: number): number {
    const page = Math.floor(start / pageBytes);
    const inPage = start - page * pageBytes;
    if (inPage + length > pageBytes) return 0;
    if (!(start >= 0 && start + length <= this.#layout.extents[section].length))
      throw new SegmentDamage(`${section} has no bytes ${start} to ${start + length}`);
    return this.#page(section, page) + inPage;
  }

  /** Returns number `index` of a section of u32. Throws SegmentDamage. */
  u32(section: SectionName, index: number): number {
    const at = this.spot(section, index * 4, 4);
    return this.#cache.views.data.getUint32(at, true);
  }

  /** Returns a whole section and keeps it, for tables that every question needs. */
  whole(section: SectionName): Uint8Array<ArrayBuffer> {
    let bytes = this.#whole.get(section);
    if (bytes === undefined) {
      bytes = this.read(section, 0, this.lengthOf(section));
      this.#whole.set(section, bytes);
    }
    return bytes;
  }

  /** Verifies every page. Throws SegmentDamage. */
  verify(): void {
    // The keys are those of `extents`; `Object.keys` returns them as strings.
    for (const section of Object.keys(this.#layout.extents) as SectionName[])
      for (let page = 0; page < pagesOf(this.lengthOf(section)); page++) this.#page(section, page);
  }

  close(): void {
    this.#cache.forget(this.#pages);
    this.#whole.clear();
    this.#close();
  }

  #page(section: SectionName, page: number): number {
    const extent = this.#layout.extents[section];
    const number = extent.firstPage + page;
    const found = this.#cache.find(this.#pages, number);
    if (found !== 0) return found;
    return this.#cache.load(this.#pages, this.#source, {
      number,
      offset: extent.offset + page * pageBytes,
      length: Math.min(pageBytes, extent.length - page * pageBytes),
      low: this.#checksums[number * 2]!,
      high: this.#checksums[number * 2 + 1]!,
    });
  }
}

function readLayout(
  source: PageSource,
  fileBytes: number,
  kernels: Kernels,
  page: number,
): { readonly layout: SegmentLayout; readonly checksums: Uint32Array } | UnusableSegment {
  if (fileBytes < headBytes + footerBytes) throw new SegmentDamage(`it has ${fileBytes} bytes, too few for a segment`);
  const head = new Uint8Array(headBytes);
  source.read(head, 0);
  const version = new DataView(head.buffer).getUint32(8, true);
  if (!magic.every((byte, i) => head[i] === byte)) throw new SegmentDamage('it does not begin as a segment');
  const footer = new Uint8Array(footerBytes);
  source.read(footer, fileBytes - footerBytes);
  const [low, high] = checksumOf(kernels, page, footer.subarray(0, footerBytes - 8));
  const view = new DataView(footer.buffer);
  const isWhole = view.getUint32(footerBytes - 8, true) === low && view.getUint32(footerBytes - 4, true) === high;
  if (!isWhole) throw new SegmentDamage('its footer is damaged or cut off');
  if (view.getUint32(8, true) !== formatVersion)
    return { kind: 'outdated', reason: `its format is ${view.getUint32(8, true)}, wanted ${formatVersion}` };
  if (version !== formatVersion || head.subarray(12).some(byte => byte !== 0)) throw new SegmentDamage('its head is damaged');
  const layout = decodeFooter(footer, fileBytes);
  if (typeof layout === 'string') throw new SegmentDamage(layout);
  if (layout.numbers.featureVersion !== featureVersion)
    return { kind: 'outdated', reason: `it was made by rules ${layout.numbers.featureVersion}, wanted ${featureVersion}` };
  const table = new Uint8Array(layout.nPages * 8);
  source.read(table, layout.checksumsAt);
  const [tableLow, tableHigh] = checksumOf(kernels, page, table);
  if (tableLow !== layout.checksumsLow || tableHigh !== layout.checksumsHigh) throw new SegmentDamage('its table of checksums is damaged');
  return { layout, checksums: new Uint32Array(table.buffer) };
}

function readFully(file: number, into: Uint8Array, offset: number): void {
  let done = 0;
  while (done < into.length) {
    const n = readSync(file, into, done, into.length - done, offset + done);
    if (n === 0) throw new SegmentDamage(`it ends at byte ${offset + done}`);
    done += n;
  }
}

function copyFully(from: Uint8Array, into: Uint8Array, offset: number): void {
  if (offset + into.length > from.length) throw new SegmentDamage(`it ends at byte ${from.length}`);
  into.set(from.subarray(offset, offset + into.length));
}
