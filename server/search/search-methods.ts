/** What the search thread answers, as one table. Pure types: both sides of the thread import it. */
import type { RecorderDelta } from '../monitor/recorder.js';
import type { Completion } from '../protocol/methods/context-methods.js';
import type { SearchAnswer, SearchQuery } from '../protocol/methods/query-methods.js';
import type { Place, PlaceRange } from '../protocol/place.js';
import type { VectorCoverage } from '../snapshot/chosen-vectors.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import type { VectorModel } from '../snapshot/window-vectors-file.js';

/** How a place stands to the one it was found from. */
export type NeighbourKind = 'caller' | 'callee' | 'type' | 'test' | 'sibling';

export interface Neighbour {
  readonly kind: NeighbourKind;
  readonly place: Place;
}

export interface NeighbourQuery {
  /** The places that are sent already, best first. */
  readonly places: readonly PlaceRange[];
  /** Characters that all neighbours may have together. */
  readonly maxChars: number;
}

export interface CompletionQuery {
  /** `@` offers files and folders, `#` symbols. */
  readonly trigger: '@' | '#';
  readonly query: string;
  readonly limit: number;
}

/** Unsaved text of a file, or `undefined` once the disk holds it again. */
export interface UnsavedText {
  /** Absolute. */
  readonly path: string;
  readonly text: string | undefined;
}

/** Whether the data files of the search are sound: a damaged one is left out and named here, and search goes on without it. */
export interface SearchHealth {
  /** Identity of the embedding table in use. */
  readonly table: string | undefined;
  readonly tableProblem: string | undefined;
  readonly rankerProblem: string | undefined;
  /** The last segments that were left out because they could not be trusted; the index makes them anew. */
  readonly damagedSegments: readonly string[];
}

/** A question as the chosen embedding model sees it. */
export interface QueryMeaning {
  /** Of the model; vectors of another are not compared with it. */
  readonly identity: string;
  readonly vector: Float32Array;
}

export interface MeantQuery extends SearchQuery {
  readonly meaning?: QueryMeaning;
}

/** The windows' texts of one file that lacks the chosen model's vectors. */
export interface UnembeddedText {
  readonly folder: string;
  /** Of the content. */
  readonly key: string;
  readonly texts: readonly string[];
}

export interface EmbeddedFile {
  readonly folder: string;
  readonly key: string;
  /** A unit vector for each window. */
  readonly values: Float32Array;
}

export interface FolderCoverage extends VectorCoverage {
  readonly folder: string;
}

/** What the chosen model has still to do. */
export interface UnembeddedWork {
  readonly texts: readonly UnembeddedText[];
  readonly folders: readonly FolderCoverage[];
}

/** What the search thread is born with. */
export interface SearchThreadData {
  readonly kernelsPath: string;
  readonly tablePath: string;
  readonly weightsPath: string;
  /** Bound of the pages of segments that are kept in memory. */
  readonly cacheBytes: number;
  /** Where a chosen model's vectors are kept, by folder. */
  readonly storageDir: string;
}

/** A segment whose pages do not match their checksums: what it holds must be indexed again. */
export interface DamagedSegment {
  readonly folder: string;
  /** As the snapshot names it. */
  readonly path: string;
  readonly reason: string;
}

/** What happened on the search thread since this was last asked. */
export interface SearchNews {
  readonly metrics: RecorderDelta;
  readonly damage: readonly DamagedSegment[];
}

export interface Landmark {
  readonly folder: string;
  readonly path: string;
  /** The largest thing that it defines at its top level. */
  readonly symbol: string | undefined;
}

/** Where a stranger to a workspace would begin; absent where it holds no code. */
export interface Landmarks {
  readonly entry: Landmark | undefined;
  readonly largest: Landmark | undefined;
  readonly latest: Landmark | undefined;
}

export interface SearchMethods {
  use: (spec: SnapshotSpec) => void;
  drop: (folder: string) => void;
  setUnsaved: (unsaved: UnsavedText) => void;
  search: (query: MeantQuery) => SearchAnswer;
  /** Vectors of this model are kept beside the built-in ones; null for none. */
  chooseVectors: (model: VectorModel | null) => void;
  /** Texts that lack vectors, in `folders` only, and how far each folder is. */
  unembedded: (ask: { readonly folders: readonly string[]; readonly maxWindows: number }) => UnembeddedWork;
  /** Vectors of the model with this identity; those of another are dropped. */
  addVectors: (vectors: { readonly identity: string; readonly files: readonly EmbeddedFile[] }) => {
    readonly folders: readonly FolderCoverage[];
  };
  neighbours: (query: NeighbourQuery) => readonly Neighbour[];
  complete: (query: CompletionQuery) => readonly Completion[];
  landmarks: (nothing: Record<string, never>) => Landmarks;
  health: (nothing: Record<string, never>) => SearchHealth;
  news: (nothing: Record<string, never>) => SearchNews;
}
