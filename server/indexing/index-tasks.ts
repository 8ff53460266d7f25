/** The tasks of index threads and their results. Tasks travel as JSON in the shared heap and are named by an integer. Pure types. */

import type { Took } from '../pool/thread-messages.js';
import type { LeftOutReason } from '../protocol/index-status.js';
import type { Problem } from '../protocol/problem.js';
import type { FileTable } from '../segment/read/segment-table.js';

/** Location of a folder and what to index of it. Every task carries it, so that threads keep no state of folders. */
export interface FolderRef {
  readonly root: string;
  /** Folder of the segments; undefined keeps them in memory. */
  readonly storage: string | undefined;
  readonly globs: readonly string[];
  readonly maxFileBytes: number;
}

/** A stored version of a file. If the content is the same, the file is not indexed again. */
export interface KnownVersion {
  /** Content hash, in hex. */
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
  /** Scans the whole folder, or these paths. */
  | { readonly kind: 'scan'; readonly folder: FolderRef; readonly paths: readonly string[] | undefined }
  | {
      readonly kind: 'files';
      readonly folder: FolderRef;
      readonly files: readonly FileToIndex[];
      /** Number of the scan pass: the result of an older pass must not replace that of a newer one. */
      readonly age: number;
      /** Write the segment immediately, because a person waits. */
      readonly flush: boolean;
    }
  /** Unsaved text: becomes a segment of its own, in memory. */
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
  /** The segment itself, if it could not or should not be written. */
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
  /** File and line that leave it out; '' if the reason says everything. */
  readonly source: string;
}

export type TaskOutcome =
  /** `gone`: the requested paths that do not exist. */
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

/** Measurements of a thread since its last report. */
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
