/** The search thread's side of a chosen embedding model: lists texts that lack vectors, folder by folder, and stores their vectors. */
import type { Recorder } from '../monitor/recorder.js';
import type { SegmentStore } from '../snapshot/segment-store.js';
import type { VectorModel } from '../snapshot/window-vectors-file.js';
import type { SearchEngine } from './search-engine.js';
import type { EmbeddedFile, FolderCoverage, UnembeddedWork } from './search-thread-methods.js';
import { Unembedded } from './unembedded.js';

export interface ChosenModelVectorsParts {
  readonly service: SearchEngine;
  readonly store: SegmentStore;
  readonly storageDir: string;
  readonly recorder: Recorder;
}

export class ChosenModelVectors {
  readonly #parts: ChosenModelVectorsParts;
  readonly #unembedded = new Unembedded();

  constructor(parts: ChosenModelVectorsParts) {
    this.#parts = parts;
  }

  choose(model: VectorModel | null): void {
    this.#parts.store.choose(model === null ? undefined : { model, storageDir: this.#parts.storageDir });
  }

  /**
   * Returns texts of the first of `folders` that lacks vectors. Other processes embed the other folders; their vectors are read from the
   * disk.
   */
  unembedded(folders: readonly string[], maxWindows: number): UnembeddedWork {
    const { service, store } = this.#parts;
    for (const folder of service.folders()) {
      const vectors = store.chosenVectors(folder.spec.folder);
      if (vectors === undefined) continue;
      if (!folders.includes(folder.spec.folder)) {
        vectors.refresh();
        continue;
      }
      const texts = service.withoutDamage(() => this.#unembedded.collect(folder, vectors, maxWindows));
      if (texts.length > 0) return { texts, folders: this.#coverage() };
      vectors.tidy();
    }
    return { texts: [], folders: this.#coverage() };
  }

  /** Drops vectors of any model but the chosen one. */
  add(identity: string, files: readonly EmbeddedFile[]): { readonly folders: readonly FolderCoverage[] } {
    const { store, recorder } = this.#parts;
    for (const folder of new Set(files.map(file => file.folder))) {
      const vectors = store.chosenVectors(folder);
      if (vectors?.model.identity !== identity) continue;
      if (!vectors.add(files.filter(file => file.folder === folder))) recorder.count('Embedding', 'vectors that were not kept');
    }
    return { folders: this.#coverage() };
  }

  #coverage(): readonly FolderCoverage[] {
    return this.#parts.service.folders().flatMap(({ spec: { folder } }) => {
      const vectors = this.#parts.store.chosenVectors(folder);
      return vectors === undefined ? [] : [{ folder, ...vectors.coverage }];
    });
  }
}
