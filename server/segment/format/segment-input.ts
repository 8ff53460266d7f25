/** What a segment is built from: one file, already read, guarded, outlined and cut. Pure types. */
import type { FileRole } from '../../text/language/file-role.js';
import type { OutlineItem } from '../../text/outline/outline-item.js';
import type { Windows } from '../../text/windows.js';

/** What of an outline's item is stored. Its name is what stands in the text. */
export type SegmentSymbol = Pick<
  OutlineItem,
  'kind' | 'qualifier' | 'docStartLine' | 'startLine' | 'endLine' | 'nameStart' | 'nameEnd' | 'parent'
>;

export interface SegmentInput {
  /** Relative to the folder, forward slashes. */
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
