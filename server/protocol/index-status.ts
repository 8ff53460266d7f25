/** What can be said honestly of the index: numbers of what can be found now, never of what is hoped for. */
import type { Problem } from './problem.js';
import type { Sentence } from './sentences/sentence.js';

/** Why a file is left out; the text shown to a person is made from it. */
export const leftOutReasons = [
  'ignored',
  'excluded',
  'binary',
  'too-large',
  'minified',
  'generated',
  'secret',
  'unreadable',
  'not-a-file',
  'vanished',
] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

export type IndexPhase =
  /** Listing files; `nSeen` grows. */
  | 'scanning'
  /** Reading and inverting; `nSearchable` grows. */
  | 'indexing'
  /** Everything seen is searchable or left out. */
  | 'ready'
  /** Another window writes this folder's index; this one reads it. */
  | 'following'
  /** The folder cannot be indexed; `problem` says why. */
  | 'failed';

/** How far a folder's windows are embedded with the chosen model; the built-in one serves until `serves`. */
export interface EmbeddingProgress {
  /** In words: the model and where it runs. */
  readonly model: string;
  readonly nWindows: number;
  readonly nEmbedded: number;
  readonly serves: boolean;
  /** Why the model is not used now. */
  readonly problem?: Problem;
}

export interface FolderStatus {
  readonly folder: string;
  readonly name: string;
  readonly phase: IndexPhase;
  readonly nSeen: number;
  readonly nSearchable: number;
  readonly nChunks: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  readonly sizeBytes: number;
  readonly indexedMs: number | undefined;
  /** What a person should know: "All 300 entries are skipped by line 3 of .gitignore". */
  readonly note?: Sentence;
  readonly problem?: Problem;
  /** Absent where no embedding model is chosen beside the built-in one. */
  readonly embedding?: EmbeddingProgress;
}

export interface IndexStatus {
  readonly folders: readonly FolderStatus[];
  /** The newest state wins; a reader drops a status with a lower number. */
  readonly version: number;
}
