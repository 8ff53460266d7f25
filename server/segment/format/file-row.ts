/** Rows of the section "files", one for each file of a segment. Only this file knows where a field is. Pure. */

/** Offsets in bytes. */
const offsets = {
  /** u32: where the path starts among all paths. */
  pathStart: 0,
  /** u32: number of the first window. Files without windows share it with the next file. */
  firstWindow: 4,
  /** u32: number of the first symbol; shared likewise. */
  firstSymbol: 8,
  /** u32. */
  nLines: 12,
  /** f64. */
  sizeBytes: 16,
  /** f64: milliseconds since 1970. */
  mtimeMs: 24,
  /** 16 bytes. */
  contentHash: 32,
  /** u8. */
  language: 48,
  /** u8. */
  role: 49,
} as const;

/** The last 6 bytes are unused. */
export const fileRowBytes = 56;
export const contentHashBytes = 16;

/** Columns whose numbers grow from file to file, and start again in a merged segment. */
export type RunningColumn = 'pathStart' | 'firstWindow' | 'firstSymbol';

export interface FileRowFacts {
  readonly nLines: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly contentHash: Uint8Array;
  readonly language: number;
  readonly role: number;
}

export class FileRows {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView<ArrayBuffer>;

  /** A view: it reads and writes `bytes` itself. */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  running(file: number, column: RunningColumn): number {
    return this.#view.getUint32(file * fileRowBytes + offsets[column], true);
  }

  setRunning(file: number, column: RunningColumn, value: number): void {
    this.#view.setUint32(file * fileRowBytes + offsets[column], value, true);
  }

  sizeBytes(file: number): number {
    return this.#view.getFloat64(file * fileRowBytes + offsets.sizeBytes, true);
  }

  mtimeMs(file: number): number {
    return this.#view.getFloat64(file * fileRowBytes + offsets.mtimeMs, true);
  }

  /** A view into the rows. */
  contentHash(file: number): Uint8Array<ArrayBuffer> {
    const at = file * fileRowBytes + offsets.contentHash;
    return this.#bytes.subarray(at, at + contentHashBytes);
  }

  facts(file: number): FileRowFacts {
    const at = file * fileRowBytes;
    return {
      nLines: this.#view.getUint32(at + offsets.nLines, true),
      sizeBytes: this.sizeBytes(file),
      mtimeMs: this.mtimeMs(file),
      contentHash: this.contentHash(file).slice(),
      language: this.#view.getUint8(at + offsets.language),
      role: this.#view.getUint8(at + offsets.role),
    };
  }

  setFacts(file: number, facts: FileRowFacts): void {
    const at = file * fileRowBytes;
    this.#view.setUint32(at + offsets.nLines, facts.nLines, true);
    this.#view.setFloat64(at + offsets.sizeBytes, facts.sizeBytes, true);
    this.#view.setFloat64(at + offsets.mtimeMs, facts.mtimeMs, true);
    this.#bytes.set(facts.contentHash.subarray(0, contentHashBytes), at + offsets.contentHash);
    this.#view.setUint8(at + offsets.language, facts.language);
    this.#view.setUint8(at + offsets.role, facts.role);
  }
}
