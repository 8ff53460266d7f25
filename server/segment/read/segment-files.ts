/** The files and windows of one segment. */
import { lowerBound } from '../../base/lower-bound.js';
import { type FileRowFacts, FileRows, type RunningColumn } from '../format/file-row.js';
import { windowRowBytes } from '../format/segment-format.js';
import type { SegmentReader } from './segment-reader.js';

const decoder = new TextDecoder();

export class SegmentFiles {
  readonly #segment: SegmentReader;
  #byPath: Map<string, number> | undefined;
  #table: FileRows | undefined;

  constructor(segment: SegmentReader) {
    this.#segment = segment;
  }

  path(file: number): string {
    const isLast = file + 1 >= this.#segment.numbers.nFiles;
    const end = isLast ? this.#segment.lengthOf('paths') : this.pathStart(file + 1);
    return decoder.decode(this.#segment.whole('paths').subarray(this.pathStart(file), end));
  }

  /** Returns where the path of `file` starts among all paths. */
  pathStart(file: number): number {
    return this.#rows().running(file, 'pathStart');
  }

  firstWindow(file: number): number {
    return file < this.#segment.numbers.nFiles ? this.#rows().running(file, 'firstWindow') : this.#segment.numbers.nWindows;
  }

  firstSymbol(file: number): number {
    return file < this.#segment.numbers.nFiles ? this.#rows().running(file, 'firstSymbol') : this.#segment.numbers.nSymbols;
  }

  facts(file: number): FileRowFacts {
    return this.#rows().facts(file);
  }

  fileOfWindow(window: number): number {
    return this.#lastAtMost(window, 'firstWindow');
  }

  fileOfSymbol(symbol: number): number {
    return this.#lastAtMost(symbol, 'firstSymbol');
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

  #rows(): FileRows {
    return (this.#table ??= new FileRows(this.#segment.whole('files')));
  }

  /** Returns the last file whose number in `column` is at most `value`. Files without windows or symbols share theirs with the next one. */
  #lastAtMost(value: number, column: RunningColumn): number {
    const rows = this.#rows();
    return lowerBound(0, this.#segment.numbers.nFiles, file => rows.running(file, column) > value) - 1;
  }
}
