/**
 * One unfinished segment, with the columns that are reported to the main thread. Invariant: a segment is announced only when it is complete
 * on the disk (the commit makes it durable) or, if the disk refuses it, together with its bytes and the reason.
 */
import { randomBytes } from 'node:crypto';
import { segmentFileName } from '../disk/folder-layout.js';
import type { ByteSink } from '../segment/build/segment-writer.js';
import type { SegmentInput } from '../segment/format/segment-input.js';
import type { FileTable } from '../segment/read/segment-table.js';
import type { TextSurvey } from '../text/survey.js';
import type { NewSegment } from './index-tasks.js';
import { SegmentTarget } from './segment-target.js';

/** Builds segments; its memory is reused from one segment to the next. */
export interface Builder {
  readonly sizeBytes: number;
  survey(bytes: Uint8Array): TextSurvey;
  add(input: SegmentInput): void;
  /** The result has its own shared memory. */
  finish(): Uint8Array<SharedArrayBuffer>;
  finishTo(sink: ByteSink): void;
  reset(): void;
}

const hashBytes = 16;

export class SegmentMaker {
  readonly #builder: Builder;
  #paths: string[] = [];
  #sizes: number[] = [];
  #mtimes: number[] = [];
  #hashes: Uint8Array[] = [];
  #windows: number[] = [];
  #ages: number[] = [];

  constructor(builder: Builder) {
    this.#builder = builder;
  }

  get nFiles(): number {
    return this.#paths.length;
  }

  get sizeBytes(): number {
    return this.#builder.sizeBytes;
  }

  /** Surveys `bytes` before they are judged. The result is valid until the next file is added. */
  survey(bytes: Uint8Array): TextSurvey {
    return this.#builder.survey(bytes);
  }

  /** `age` is returned with the file. */
  add(input: SegmentInput, age: number): void {
    this.#builder.add(input);
    this.#ages.push(age);
    this.#paths.push(input.path);
    this.#sizes.push(input.sizeBytes);
    this.#mtimes.push(input.mtimeMs);
    this.#hashes.push(Uint8Array.from(input.contentHash));
    this.#windows.push(input.windows.count);
  }

  /** Writes the segment to `storage`, or keeps it in memory if that is undefined or refuses it. */
  finish(storage: string | undefined): NewSegment {
    const segment = storeSegment(sink => this.#builder.finishTo(sink), this.#takeFiles(), storage);
    this.#builder.reset();
    return segment;
  }

  /** For an overlay, which is never written. */
  finishInMemory(): SharedArrayBuffer {
    const bytes = this.#builder.finish();
    this.#takeFiles();
    this.#builder.reset();
    return bytes.buffer;
  }

  #takeFiles(): FileTable {
    const hashes = new Uint8Array(this.#hashes.length * hashBytes);
    this.#hashes.forEach((hash, file) => hashes.set(hash, file * hashBytes));
    const files: FileTable = {
      paths: this.#paths.join('\0'),
      sizes: Float64Array.from(this.#sizes),
      mtimes: Float64Array.from(this.#mtimes),
      hashes,
      windows: Uint32Array.from(this.#windows),
      ages: Float64Array.from(this.#ages),
    };
    this.#paths = [];
    this.#sizes = [];
    this.#mtimes = [];
    this.#hashes = [];
    this.#windows = [];
    this.#ages = [];
    return files;
  }
}

/** Stores a segment under a new name: complete on the disk, or in memory with the reason. `stream` is called once. */
export function storeSegment(stream: (sink: ByteSink) => void, files: FileTable, storage: string | undefined): NewSegment {
  const id = randomBytes(8).toString('hex');
  const target = new SegmentTarget(segmentFileName(storage ?? 'memory', id), storage !== undefined);
  stream(bytes => target.write(bytes));
  return { id, files, ...target.finish() };
}
