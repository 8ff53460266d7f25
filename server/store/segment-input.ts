/** What a segment is built from: one file, already read, guarded, outlined and cut. Pure types. */

/** Where a definition stands. `parent` is the index of the enclosing item in the same list, or -1 at the top level. */
export interface SegmentSymbol {
  readonly name: string;
  readonly kind: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Byte offsets of the name; equal where the name does not stand in the text. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly parent: number;
}

/** A file cut at line ends into the units of ranking; together the windows cover the whole file. */
export interface SegmentWindows {
  /** Byte offset where each window starts, then the file's length: one more than there are windows. */
  readonly offsets: Uint32Array;
  /** 1-based line of each window's first byte, then one past the file's last line. */
  readonly lines: Uint32Array;
}

export interface SegmentInput {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** 16 bytes. */
  readonly contentHash: Uint8Array;
  /** Id of the language, 0..255; it names the comment syntax in the syntax table too. */
  readonly language: number;
  /** Number of the role, 0..255. */
  readonly role: number;
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** In order of start. */
  readonly outline: readonly SegmentSymbol[];
  readonly windows: SegmentWindows;
}
