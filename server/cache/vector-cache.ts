/**
 * Caches vectors by the content of their text and the identity of their model, for all workspaces and branches, so that nothing is
 * embedded twice. Pack files are written whole and never changed, so several windows share a folder without a lock.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';
import { identityHash, keyBytes, type PackedVector, VectorPack, writePack } from './vector-pack.js';

export interface VectorCacheOptions {
  readonly folder: string;
  readonly maxBytes: number;
  readonly recorder: Recorder;
}

/** Number of vectors that wait for their pack. If the process is killed before the pack is written, they are computed again. */
const packSize = 1024;
/** If one model has more packs than this, they are merged. */
const mostPacks = 12;

export class VectorCache implements Disposable {
  readonly #options: VectorCacheOptions;
  #model: { readonly identity: string; readonly dimensions: number } | undefined;
  #packs: VectorPack[] = [];
  #pending = new Map<string, PackedVector>();

  constructor(options: VectorCacheOptions) {
    this.#options = options;
  }

  /** Switches to a model. Vectors of other models stay on the disk in case they are chosen again. */
  use(identity: string, dimensions: number): void {
    if (this.#model?.identity === identity && this.#model.dimensions === dimensions) return;
    this.flush();
    this.#close();
    this.#model = { identity, dimensions };
    this.#open();
  }

  get(text: string): Float32Array | undefined {
    const { recorder } = this.#options;
    const key = keyOf(text);
    const pending = this.#pending.get(key.toString('latin1'));
    if (pending !== undefined) return pending.values;
    for (const pack of this.#packs) {
      if (!pack.mayHave(key)) {
        recorder.count('BloomFilters', 'probes saved');
        continue;
      }
      recorder.count('BloomFilters', 'probes');
      const values = pack.get(key);
      if (values !== undefined) {
        recorder.count('VectorCache', 'hits');
        return values;
      }
    }
    recorder.count('VectorCache', 'misses');
    return undefined;
  }

  set(text: string, values: Float32Array): void {
    const key = keyOf(text);
    this.#pending.set(key.toString('latin1'), { key, values });
    if (this.#pending.size >= packSize) this.flush();
  }

  /** Writes the pending vectors. If the storage cannot be written, only the cache is lost. */
  flush(): void {
    const { folder, recorder } = this.#options;
    if (this.#model === undefined || this.#pending.size === 0) return;
    const { identity, dimensions } = this.#model;
    const vectors = [...this.#pending.values()];
    this.#pending = new Map();
    try {
      mkdirSync(folder, { recursive: true });
      this.#take(writePack(folder, identity, dimensions, vectors));
      recorder.count('VectorCache', 'vectors written', vectors.length);
      if (this.#packs.length > mostPacks) this.#merge();
      this.#bound();
    } catch {
      recorder.count('VectorCache', 'failed writes');
    }
  }

  /** Deletes the vectors of all models. */
  clear(): void {
    this.#pending = new Map();
    this.#close();
    rmSync(this.#options.folder, { recursive: true, force: true });
  }

  dispose(): void {
    this.flush();
    this.#close();
  }

  #open(): void {
    if (this.#model === undefined) return;
    const prefix = identityHash(this.#model.identity).toString('hex').slice(0, 12);
    for (const name of list(this.#options.folder)) if (name.startsWith(prefix)) this.#take(join(this.#options.folder, name));
  }

  #take(path: string): void {
    if (this.#model === undefined) return;
    const pack = VectorPack.open(path, this.#model.identity, this.#model.dimensions);
    if (pack instanceof VectorPack) this.#packs.push(pack);
    else if (pack === undefined) {
      this.#options.recorder.count('VectorCache', 'damaged packs');
      rmSync(path, { force: true });
    }
  }

  #merge(): void {
    if (this.#model === undefined) return;
    const { identity, dimensions } = this.#model;
    const all = new Map<string, PackedVector>();
    for (const pack of this.#packs) for (const vector of pack.entries()) all.set(vector.key.toString('latin1'), vector);
    const merged = writePack(this.#options.folder, identity, dimensions, [...all.values()]);
    const old = this.#packs;
    this.#packs = [];
    this.#take(merged);
    for (const pack of old) {
      pack.close();
      rmSync(pack.path, { force: true });
    }
    this.#options.recorder.count('VectorCache', 'merges');
  }

  /** If the total exceeds the bound, deletes whole packs of any model, oldest first. */
  #bound(): void {
    const { folder, maxBytes } = this.#options;
    const files = list(folder)
      .map(name => ({ path: join(folder, name), stat: statSync(join(folder, name), { throwIfNoEntry: false }) }))
      .toSorted((a, b) => (b.stat?.mtimeMs ?? 0) - (a.stat?.mtimeMs ?? 0));
    let total = 0;
    for (const { path, stat } of files) {
      total += stat?.size ?? 0;
      if (total <= maxBytes) continue;
      const at = this.#packs.findIndex(pack => pack.path === path);
      for (const pack of at < 0 ? [] : this.#packs.splice(at, 1)) pack.close();
      rmSync(path, { force: true });
    }
  }

  #close(): void {
    for (const pack of this.#packs) pack.close();
    this.#packs = [];
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.vec'));
  } catch {
    return [];
  }
}

const keyOf = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, keyBytes);
