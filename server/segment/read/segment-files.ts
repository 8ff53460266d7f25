/** The files and windows of one segment. */
import { lowerBound } from '../../base/lower-bound.js';
import { fileRowBytes, windowRowBytes } from '../format/segment-format.js';
import type { SegmentReader } from './segment-reader.js';

const decoder = new TextDecoder();

export class SegmentFiles {
  readonly #segment: SegmentReader;
  #byPath: Map<string, number> | undefined;
  #table: DataView<ArrayBuffer> | undefined;

  constructor(segment: SegmentReader) {
    this.#segment = segment;
  }

  path(file: number): string {
    const rows = this.#rows();
    const start = rows.getUint32(file * fileRowBytes, true);
    const end = this.#startOfNext(file, 0, this.#segment.lengthOf('paths'));
    return decoder.decode(this.#segment.whole('paths').subarray(start, end));
  }

  /** Returns where the path of `file` starts among all paths. */
  pathStart(file: number): number {
    return this.#rows().getUint32(file * fileRowBytes, true);
  }

  firstWindow(file: number): number {
    return file < this.#segment.numbers.nFiles ? this.#rows().getUint32(file * fileRowBytes + 4, true) : this.#segment.numbers.nWindows;
  }

  firstSymbol(file: number): number {
    return file < this.#segment.numbers.nFiles ? this.#rows().getUint32(file * fileRowBytes + 8, true) : this.#segment.numbers.nSymbols;
  }

  facts(file: number): {
    readonly nLines: number;
    readonly sizeBytes: number;
    readonly mtimeMs: number;
    readonly contentHash: Uint8Array;
    readonly language: number;
    readonly role: number;
  } {
    const rows = this.#rows();
    const at = file * fileRowBytes;
    return {
      nLines: rows.getUint32(at + 12, true),
      sizeBytes: rows.getFloat64(at + 16, true),
      mtimeMs: rows.getFloat64(at + 24, true),
      contentHash: new Uint8Array(rows.buffer.slice(at + 32, at + 48)),
      language: rows.getUint8(at + 48),
      role: rows.getUint8(at + 49),
    };
  }

  fileOfWindow(window: number): number {
    return this.#lastAtMost(window, 4);
  }

  fileOfSymbol(symbol: number): number {
    return this.#lastAtMost(symbol, 8);
  }

  fileAt(path: string): number | undefined {
    if (this.#byPath === undefined) {
      this.#byPath = new Map();
      for (let file = 0; file < this.#segment.numbers.nFiles; file++) this.#byPath.set(this.path(file), file);
    }
    return this.#byPath.get(path);
  }

  /** Returns [start byte, end byte, first line, last line]. */
  window(window: number): readonly [number, number, number, number] {
    const spot = this.#segment.spot('windows', window * windowRowBytes, windowRowBytes);
    const view =
      spot === 0 ? new DataView(this.#segment.read('windows', window * windowRowBytes, windowRowBytes).buffer) : this.#segment.views.data;
    const startByte = view.getUint32(spot, true);
    const lines = view.getUint32(spot + 6, true);
    return [startByte, startByte + view.getUint16(spot + 4, true), lines >>> 8, (lines >>> 8) + (lines & 0xff)];
  }

  #rows(): DataView<ArrayBuffer> {
    return (this.#table ??= new DataView(this.#segment.whole('files').buffer));
  }

  #startOfNext(file: number, column: number, end: number): number {
    return file + 1 < this.#segment.numbers.nFiles ? this.#rows().getUint32((file + 1) * fileRowBytes + column, true) : end;
  }

  /** Returns the last file whose u32 at `column` is at most `value`. Files without windows or symbols share the value with the next one. */
  #lastAtMost(value: number, column: number): number {
    const rows = this.#rows();
    return lowerBound(0, this.#segment.numbers.nFiles, file => rows.getUint32(file * fileRowBytes + column, true) > value) - 1;
  }
}
