/** The input of a segment: one file that has been read, guarded, outlined and cut into windows. Types only. */
import type { FileRole } from '../../text/language/file-role.js';
import type { OutlineItem } from '../../text/outline/outline-item.js';
import type { Windows } from '../../text/windows.js';

/** The stored parts of an outline item. Its name is the text between `nameStart` and `nameEnd`. */
export type SegmentSymbol = Pick<
  OutlineItem,
  'kind' | 'qualifier' | 'docStartLine' | 'startLine' | 'endLine' | 'nameStart' | 'nameEnd' | 'parent'
>;

export interface SegmentInput {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** 16 bytes. */
  readonly contentHash: Uint8Array;
  /** Id of the language. */
  readonly language: number;
  readonly role: FileRole;
  /** UTF-8. */
  readonly bytes: Uint8Array;
  readonly outline: readonly SegmentSymbol[];
  readonly windows: Windows;
}
