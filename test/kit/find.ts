/**
 * Lists what can be found in a snapshot: the paths of its files, and those whose windows contain a word. Uses the real readers and kernels.
 */
import { join } from 'node:path';
import { loadKernels } from '../../server/kernels/load-kernels.js';
import { SegmentStore } from '../../server/snapshot/segment-store.js';
import type { SnapshotSpec } from '../../server/snapshot/snapshot-spec.js';
import { eachTerm } from '../../server/text/terms.js';

const scoring = { fields: { body: 1, names: 0, topNames: 0, comments: 0 }, k1: 1.2, b: 0, averageTokens: 100 };

export class Finder {
  readonly problems: string[] = [];
  readonly #store = new SegmentStore(
    loadKernels(join(import.meta.dirname, '../../dist/kernels.wasm')),
    8 * 1024 * 1024,
    (_, { path, reason }) => this.problems.push(`${path}: ${reason}`),
  );

  /** Returns the live paths, ascending. */
  paths(spec: SnapshotSpec): readonly string[] {
    const paths: string[] = [];
    this.#store.snapshot(spec).eachFile((_, path) => paths.push(path) > 0);
    return paths.sort();
  }

  /** Returns the paths of the files that contain the word, ascending. */
  find(spec: SnapshotSpec, word: string): readonly string[] {
    const snapshot = this.#store.snapshot(spec);
    const bytes = new TextEncoder().encode(word);
    const terms: number[] = [];
    eachTerm(bytes, 0, bytes.length, term => terms.push(term));
    const { ids } = snapshot.topWindows([{ term: terms.at(-1)!, weight: 1 }], scoring, 1000);
    return [...new Set([...ids].map(window => snapshot.file(snapshot.fileOfWindow(window)).path))].sort();
  }

  dispose(): void {
    this.#store.dispose();
  }
}
