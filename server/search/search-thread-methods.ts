/** The calls that the search thread answers, as one table. Pure types: both sides of the thread import it. */
import type { RecorderDelta } from '../monitor/recorder.js';
import type { Completion } from '../protocol/methods/context-methods.js';
import type { SearchAnswer, SearchQuery } from '../protocol/methods/query-methods.js';
import type { Place, PlaceRange } from '../protocol/place.js';
import type { VectorCoverage } from '../snapshot/chosen-vectors.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import type { VectorModel } from '../snapshot/window-vectors-file.js';

/** How a place is related to the one from which it was found. */
export type NeighbourKind = 'caller' | 'callee' | 'type' | 'test' | 'sibling';

export interface Neighbour {
  readonly kind: NeighbourKind;
  readonly place: Place;
}

export interface NeighbourQuery {
  /** The places that are already sent, best first. */
  readonly places: readonly PlaceRange[];
  /** Limit for the texts of all neighbours together, in characters. */
  readonly maxChars: number;
}

export interface CompletionQuery {
  /** `@` offers files and folders, `#` offers symbols. */
  readonly trigger: '@' | '#';
  readonly query: string;
  readonly limit: number;
}

/** Unsaved text of a file, or `undefined` once it is saved. */
export interface UnsavedText {
  /** Absolute path. */
  readonly path: string;
  readonly text: string | undefined;
}

/** Whether the search's data files are intact. A damaged one is skipped and named here, and search continues without it. */
export interface SearchHealth {
  /** Identity of the embedding table in use. */
  readonly table: string | undefined;
  readonly tableProblem: string | undefined;
  readonly rankerProblem: string | undefined;
  /** The last segments that were skipped because they are damaged; the index rebuilds them. */
  readonly damagedSegments: readonly string[];
}

/** A question as the chosen embedding model sees it. */
export interface QueryMeaning {
  /** Identity of the model. Its vectors are not compared with those of another. */
  readonly identity: string;
  readonly vector: Float32Array;
}

export interface MeantQuery extends SearchQuery {
  readonly meaning?: QueryMeaning;
}

/** Texts of the windows of one file that lacks the chosen model's vectors. */
export interface UnembeddedText {
  readonly folder: string;
  /** Hash of the content. */
  readonly key: string;
  readonly texts: readonly string[];
}

export interface EmbeddedFile {
  readonly folder: string;
  readonly key: string;
  /** One unit vector for each window. */
  readonly values: Float32Array;
}

export interface FolderCoverage extends VectorCoverage {
  readonly folder: string;
}

/** What the chosen model still has to embed. */
export interface UnembeddedWork {
  readonly texts: readonly UnembeddedText[];
  readonly folders: readonly FolderCoverage[];
}

/** Start-up data of the search thread. */
export interface SearchThreadData {
  readonly kernelsPath: string;
  readonly tablePath: string;
  readonly weightsPath: string;
  /** Limit of the segment pages that are kept in memory. */
  readonly cacheBytes: number;
  /** Folder that holds a chosen model's vectors, by workspace folder. */
  readonly storageDir: string;
}

/** A segment whose pages do not match their checksums: its files must be indexed again. */
export interface DamagedSegment {
  readonly folder: string;
  /** As named in the snapshot. */
  readonly path: string;
  readonly reason: string;
}

/** What happened on the search thread since the last call. */
export interface SearchNews {
  readonly metrics: RecorderDelta;
  readonly damage: readonly DamagedSegment[];
}

export interface Landmark {
  readonly folder: string;
  readonly path: string;
  /** The largest definition at its top level. */
  readonly symbol: string | undefined;
}

/** Places where a newcomer to a workspace would start; each is absent if there is no such code. */
export interface Landmarks {
  readonly entry: Landmark | undefined;
  readonly largest: Landmark | undefined;
  readonly latest: Landmark | undefined;
}

export interface SearchThreadMethods {
  use: (spec: SnapshotSpec) => void;
  drop: (folder: string) => void;
  setUnsaved: (unsaved: UnsavedText) => void;
  search: (query: MeantQuery) => SearchAnswer;
  /** Chooses the model whose vectors are kept besides the built-in ones; null for none. */
  chooseVectors: (model: VectorModel | null) => void;
  /** Returns texts that lack vectors, only in `folders`, and the progress of each folder. */
  unembedded: (ask: { readonly folders: readonly string[]; readonly maxWindows: number }) => UnembeddedWork;
  /** Stores vectors of the model with this identity; those of another are dropped. */
  addVectors: (vectors: { readonly identity: string; readonly files: readonly EmbeddedFile[] }) => {
    readonly folders: readonly FolderCoverage[];
  };
  neighbours: (query: NeighbourQuery) => readonly Neighbour[];
  complete: (query: CompletionQuery) => readonly Completion[];
  landmarks: (nothing: Record<string, never>) => Landmarks;
  health: (nothing: Record<string, never>) => SearchHealth;
  news: (nothing: Record<string, never>) => SearchNews;
}
