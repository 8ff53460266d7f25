/**
 * Collects texts of windows that lack a chosen model's vectors, a bounded number at a time, from the disk. A file that changed since it was
 * indexed, or that cannot be read, is skipped until the next snapshot has it. Runs on the search thread.
 */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import { readRegularSync } from '../base/regular-file.js';
import type { ChosenVectors } from '../snapshot/chosen-vectors.js';
import { decode } from '../text/decode.js';
import type { FolderEngine } from './folder-engine.js';
import type { UnembeddedText } from './search-thread-methods.js';

/** No larger file is indexed, whatever the settings say. */
const maxFileBytes = 256 * 1024 * 1024;

const decoder = new TextDecoder();

export class Unembedded {
  /** Skipped files by folder, for as long as its snapshot lives. */
  readonly #passed = new Map<string, { readonly generation: number; readonly keys: Set<string> }>();

  /** Returns whole files with at most about `maxWindows` windows in total. */
  collect(folder: FolderEngine, vectors: ChosenVectors, maxWindows: number): readonly UnembeddedText[] {
    const { spec, snapshot } = folder;
    const passed = this.#passedOf(spec.folder, spec.generation);
    const wanted = new Map<string, number>();
    let nWindows = 0;
    vectors.eachMissing(({ key, file }, count) => {
      if (passed.has(key) || wanted.has(key)) return true;
      wanted.set(key, file);
      nWindows += count;
      return nWindows < maxWindows;
    });
    const found: UnembeddedText[] = [];
    for (const [key, file] of wanted) {
      const { path, firstWindow, nWindows } = snapshot.file(file);
      const bytes = readIndexed(join(spec.root, path), key);
      if (bytes === undefined) {
        passed.add(key);
        continue;
      }
      const texts = Array.from({ length: nWindows }, (_, i) => {
        const { startByte, endByte } = snapshot.window(firstWindow + i);
        return decoder.decode(bytes.subarray(startByte, endByte));
      });
      found.push({ folder: spec.folder, key, texts });
    }
    return found;
  }

  #passedOf(folder: string, generation: number): Set<string> {
    const known = this.#passed.get(folder);
    if (known?.generation === generation) return known.keys;
    const keys = new Set<string>();
    this.#passed.set(folder, { generation, keys });
    return keys;
  }
}

function readIndexed(path: string, key: string): Uint8Array | undefined {
  try {
    const bytes = readRegularSync(path, maxFileBytes);
    return hash('sha256', bytes, 'hex').startsWith(key) ? decode(bytes) : undefined;
  } catch {
    return undefined;
  }
}
