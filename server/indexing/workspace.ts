/** The folders that are indexed, and what of them can be found now. */
import type { Disposable } from '../base/disposables.js';
import type { FolderStatus, IndexStatus } from '../protocol/index-status.js';
import type { SnapshotSpec } from '../store/snapshot-spec.js';

export interface Workspace extends Disposable {
  /** Starts indexing the folder; resolves when its stored index is searchable or its scan has begun. Paths are absolute. */
  addFolder(rootPath: string, signal: AbortSignal): Promise<void>;
  removeFolder(rootPath: string): Promise<void>;
  /** Drops the stored index of one folder (a URI), or of all, and starts anew. */
  rebuild(folder: string | undefined, signal: AbortSignal): Promise<void>;
  /** Absolute paths that changed, appeared or vanished; files and folders alike. Resolves when the change is searchable. */
  changed(paths: readonly string[], signal: AbortSignal): Promise<void>;
  /** Unsaved text of an open file hides the stored version until it is `undefined` again. Resolves when searchable. */
  overlay(path: string, text: string | undefined, signal: AbortSignal): Promise<void>;
  /** A person waits for an answer: background work gives way while any hold is undisposed. */
  holdBackground(): Disposable;
  status(): IndexStatus;
  onStatus(listener: (status: IndexStatus) => void): Disposable;
  /** Called for every new generation of a folder, and at once for those that exist. */
  onSnapshot(listener: (spec: SnapshotSpec) => void): Disposable;
  /** A removed folder, by its URI: its snapshot can be dropped. */
  onRemoved(listener: (folder: string) => void): Disposable;
  /** Resolves when everything seen is searchable or left out. The folder is a URI. */
  ready(folder: string, signal: AbortSignal): Promise<FolderStatus>;
  dispose(): Promise<void>;
}
