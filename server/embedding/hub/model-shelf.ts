/**
 * Fetched embedding models, each in a folder of its own below the storage. A model gets its final name only once every file has been
 * verified; an incomplete one is kept beside it under another name and resumed by the next fetch.
 */
import { mkdir, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import * as v from 'valibot';
import type { HubFetch } from '../../protocol/embedding-models.js';
import { ProblemError } from '../../protocol/problem.js';
import { type Sentence, say } from '../../protocol/sentences/sentence.js';
import { precisionOf } from '../onnx-files.js';
import { fetchFile } from './fetch-file.js';
import type { ModelHub } from './model-hub.js';
import { orUnwritable } from './or-unwritable.js';

export interface ShelvedModel {
  readonly path: string;
  readonly name: string;
  readonly sizeBytes: number;
}

export interface FetchProgress {
  /** The file being fetched. */
  readonly status: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** Where a model came from; written last. */
const sourceSchema = v.object({ hub: v.string(), repository: v.string(), revision: v.string(), file: v.string() });
const sourceName = 'source.json';
const partialSuffix = '.partial';
/** Progress is reported at most once per this many bytes. */
const progressBytes = 256 * 1024;
const leastFreeBytes = 64 * 1024 * 1024;
const pauseMs = 1000;

export class ModelShelf {
  readonly #folder: string;
  readonly #pauseMs: number;

  constructor(folder: string, timing: { readonly pauseMs: number } = { pauseMs }) {
    this.#folder = folder;
    this.#pauseMs = timing.pauseMs;
  }

  async list(): Promise<readonly ShelvedModel[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const models = await Promise.all(names.filter(name => !name.endsWith(partialSuffix)).map(name => describe(join(this.#folder, name))));
    return models.flatMap(model => model ?? []).toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** Returns true for folders that were fetched here. */
  holds(path: string): boolean {
    const inside = relative(this.#folder, path);
    return inside !== '' && !inside.startsWith('..') && !inside.includes(sep);
  }

  /** Deletes a fetched model, complete or not. */
  async delete(path: string): Promise<void> {
    if (!this.holds(path)) throw new ProblemError('not-found', say('notFetched', { path }), say('deleteYourself'));
    await rm(path, { recursive: true, force: true });
    await rm(path + partialSuffix, { recursive: true, force: true });
  }

  /** Fetches a model and resolves with the path of its folder. A stopped or broken fetch is resumed by the next call. */
  async fetch(hub: ModelHub, wanted: HubFetch, onProgress: (step: FetchProgress) => void, signal: AbortSignal): Promise<string> {
    const { repository, revision, file, hosts } = wanted;
    const path = join(this.#folder, `${repository.replace('/', '--')}--${precisionOf(file) ?? 'model'}`);
    const plan = await hub.plan(wanted, file, signal);
    const partial = path + partialSuffix;
    await this.#prepare(partial, plan.sizeBytes, { repository, revision });
    let doneBytes = 0;
    let reportedBytes = Number.NEGATIVE_INFINITY;
    await hub.files(wanted, hosts, async open => {
      for (const one of plan.files) {
        const report = (): void => {
          reportedBytes = doneBytes;
          onProgress({ status: one.path, doneBytes, totalBytes: plan.sizeBytes });
        };
        const onBytes = (count: number): void => {
          doneBytes += count;
          if (Math.abs(doneBytes - reportedBytes) >= progressBytes) report();
        };
        await fetchFile(one, join(partial, one.path), { open, onBytes, pauseMs: this.#pauseMs }, signal);
        report();
      }
    });
    await writeFile(join(partial, sourceName), JSON.stringify({ hub: hub.address, repository, revision, file }));
    await rm(path, { recursive: true, force: true });
    await rename(partial, path);
    return path;
  }

  /**
   * Prepares the partial folder and checks the free space. An unfinished fetch of another commit is deleted, because the result would be a
   * mixture.
   */
  async #prepare(partial: string, sizeBytes: number, of: { readonly repository: string; readonly revision: string }): Promise<void> {
    const mark = join(partial, '.revision');
    await orUnwritable(partial, async () => {
      if ((await readFile(mark, 'utf8').catch(() => '')) !== of.revision) await rm(partial, { recursive: true, force: true });
      await mkdir(partial, { recursive: true, mode: 0o700 });
      await writeFile(mark, of.revision);
    });
    const { bavail, bsize } = await statfs(dirname(partial));
    if (bavail * bsize >= sizeBytes + leastFreeBytes) return;
    throw new ProblemError(
      'storage-unwritable',
      say('noSpaceForModel', {
        repository: of.repository,
        needed: megabytes(sizeBytes),
        free: megabytes(bavail * bsize),
        folder: this.#folder,
      }),
      say('freeSpaceOrSmaller'),
    );
  }
}

async function describe(path: string): Promise<ShelvedModel | undefined> {
  try {
    const source = v.parse(sourceSchema, JSON.parse(await readFile(join(path, sourceName), 'utf8')));
    const names = await readdir(path, { recursive: true });
    const sizes = await Promise.all(names.map(async name => (await stat(join(path, name))).size));
    const precision = precisionOf(source.file);
    return {
      path,
      name: precision === undefined ? source.repository : `${source.repository} (${precision})`,
      sizeBytes: sizes.reduce((sum, size) => sum + size, 0),
    };
  } catch {
    return undefined;
  }
}

const megabytes = (bytes: number): Sentence => say('megabytes', { n: Math.round(bytes / 1e6) });
