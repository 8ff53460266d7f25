/** The state of the index. Its numbers count only what can be found now, never what is expected. */
import type { Problem } from './problem.js';
import type { Sentence } from './sentences/sentence.js';

/** Why a file is left out. The text for a person is derived from it. */
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

/** How far a folder's windows are embedded with the chosen model; the built-in one is used until `serves` is true. */
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
  /** Set until a scan pass has read the whole folder once: files may be missing. */
  readonly isPartial?: true;
  readonly nChunks: number;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  readonly sizeBytes: number;
  readonly indexedMs: number | undefined;
  /** Something a person should know, such as "All 300 entries are skipped by line 3 of .gitignore". */
  readonly note?: Sentence;
  readonly problem?: Problem;
  /** Undefined if no embedding model is chosen besides the built-in one. */
  readonly embedding?: EmbeddingProgress;
}

export interface IndexStatus {
  readonly folders: readonly FolderStatus[];
  /** The newest state wins; a reader drops a status with a lower number. */
  readonly version: number;
}

/** The share of the files that is searchable, between 0 and 1. It is 1 only if every folder was read whole once. */
export function indexedShare({ folders }: IndexStatus): number {
  if (folders.every(({ isPartial }) => isPartial !== true)) return 1;
  let nWanted = 0;
  let nSearchable = 0;
  for (const folder of folders) {
    nSearchable += folder.nSearchable;
    nWanted += folder.nSeen - Object.values(folder.leftOut).reduce((sum, n) => sum + n, 0);
  }
  // While the folder is being listed, all files seen so far may be searchable and others still unseen.
  return nWanted <= 0 ? 0 : Math.min(0.99, nSearchable / nWanted);
}
