/** What the main thread asks of index threads, and what they tell. Tasks travel as JSON in the shared heap, named by an integer. Pure types. */

import type { Took } from '../pool/thread-messages.js';
import type { LeftOutReason } from '../protocol/index-status.js';
import type { Problem } from '../protocol/problem.js';
import type { FileTable } from '../segment/read/segment-table.js';

/** Where a folder lies and what of it is wanted; every task carries it, so that threads keep no state of folders. */
export interface FolderRef {
  readonly root: string;
  /** Folder of the segments; undefined keeps them in memory. */
  readonly storage: string | undefined;
  readonly globs: readonly string[];
  readonly maxFileBytes: number;
}

/** A version of a file that some segment holds: where the content is the same, the file is not indexed again. */
export interface KnownVersion {
  /** Hex of the content hash. */
  readonly hash: string;
  readonly segment: string;
  readonly file: number;
}

export interface FileToIndex {
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly known?: readonly KnownVersion[];
}

export type IndexTask =
  /** The whole folder, or what stands at these paths now. */
  | { readonly kind: 'scan'; readonly folder: FolderRef; readonly paths: readonly string[] | undefined }
  | {
      readonly kind: 'files';
      readonly folder: FolderRef;
      readonly files: readonly FileToIndex[];
      /** Counts the looks at the folder: what an older look found must not hide what a newer one did. */
      readonly age: number;
      /** Make it a segment at once: somebody waits. */
      readonly flush: boolean;
    }
  /** Unsaved text: a segment of its own, in memory. */
  | { readonly kind: 'overlay'; readonly folder: FolderRef; readonly path: string; readonly text: string }
  | { readonly kind: 'merge'; readonly folder: FolderRef; readonly sources: readonly MergeSource[] };

export interface MergeSource {
  readonly id: string;
  readonly path: string;
  readonly deletedFiles: readonly number[];
}

export interface NewSegment {
  readonly id: string;
  readonly path: string;
  /** The segment itself, where it could not or should not be written. */
  readonly bytes?: SharedArrayBuffer;
  readonly sizeBytes: number;
  readonly files: FileTable;
  /** Why it was not written. */
  readonly problem?: Problem;
}

export interface FoundFiles {
  /** Separated by NUL. */
  readonly paths: string;
  readonly sizes: Float64Array;
  readonly mtimes: Float64Array;
}

export interface FoundLeftOut {
  readonly path: string;
  readonly reason: LeftOutReason;
  /** By which line of which file; '' where the reason says it all. */
  readonly source: string;
}

export type TaskOutcome =
  /** `gone`: the asked paths where nothing stands. */
  | { readonly kind: 'scanned'; readonly gone: readonly string[]; readonly nFolders: number }
  | {
      readonly kind: 'indexed';
      readonly leftOut: readonly (readonly [index: number, reason: LeftOutReason])[];
      readonly same: readonly SameVersion[];
    }
  | { readonly kind: 'overlaid'; readonly bytes: SharedArrayBuffer | undefined }
  | { readonly kind: 'merged'; readonly segment: NewSegment }
  /** A source of the merge cannot be read. */
  | { readonly kind: 'damaged'; readonly path: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: Problem };

/** File `index` of the task has the content of this stored version. */
export interface SameVersion {
  readonly index: number;
  readonly segment: string;
  readonly file: number;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

/** Figures of a thread since its last report. */
export interface WorkerFigures {
  readonly gcMs: number;
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly copiesAvoidedBytes: number;
  readonly slabsReused: number;
  readonly stageMs: Readonly<Record<string, number>>;
}

export type FromIndexThread =
  | {
      readonly kind: 'found';
      readonly task: number;
      readonly files: FoundFiles;
      readonly leftOut: readonly FoundLeftOut[];
      readonly folders: readonly string[];
    }
  | { readonly kind: 'done'; readonly task: number; readonly outcome: TaskOutcome; readonly held: boolean; readonly took: Took }
  | { readonly kind: 'segment'; readonly root: string; readonly segment: NewSegment }
  | { readonly kind: 'flushed'; readonly epoch: number; readonly figures: WorkerFigures };
