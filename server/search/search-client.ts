/**
 * The main thread's end of the search. Remembers each folder's newest snapshot, so that a restarted search thread can be given it
 * again, and forwards questions. Invariant: a call made after `use` sees that snapshot or a newer one.
 */
import { background, type Log } from '../base/background.js';
import { type Disposable, DisposableStore } from '../base/disposables.js';
import { within } from '../base/within.js';
import { WorkerDiedError } from '../pool/remote-calls.js';
import type { Thread } from '../pool/thread.js';
import type { CallParams, CallResult } from '../pool/thread-messages.js';
import type { Completion } from '../protocol/methods/context-methods.js';
import type { SearchAnswer, SearchQuery } from '../protocol/methods/query-methods.js';
import type { SnapshotSpec } from '../snapshot/snapshot-spec.js';
import type { VectorModel } from '../snapshot/window-vectors-file.js';
import { QuietTime } from './quiet-time.js';
import type {
  CompletionQuery,
  DamagedSegment,
  EmbeddedFile,
  FolderCoverage,
  Landmarks,
  Neighbour,
  NeighbourQuery,
  QueryMeaning,
  SearchHealth,
  SearchNews,
  SearchThreadMethods,
  UnembeddedWork,
} from './search-thread-methods.js';

/** If the thread dies during a question, the question is asked again; but a question that kills every thread must end at some time. */
const maxAsks = 3;
const newsAfterMs = 1_000;
const lastNewsMs = 100;
/** A question waits at most this long until a damaged part of the index is rebuilt. */
const repairMs = 10_000;

/** Returns a question as the chosen embedding model sees it. Undefined if the model cannot serve, or not in time. */
export type MeaningOf = (query: string, signal: AbortSignal) => Promise<QueryMeaning | undefined>;

/** Owns the unsaved texts, by absolute path. */
export interface UnsavedSource {
  entries(): Iterable<readonly [path: string, text: string]>;
  onChanged(listener: (path: string, text: string | undefined) => void): Disposable;
}

export class SearchClient implements Disposable {
  readonly #thread: Thread<SearchThreadMethods>;
  readonly #log: Log;
  readonly #specs = new Map<string, SnapshotSpec>();
  readonly #closed = new AbortController();
  readonly #owned = new DisposableStore();
  readonly #newsListeners = new Set<(news: SearchNews) => void>();
  #repair: ((damage: DamagedSegment) => Promise<void>) | undefined;
  readonly #repairing = new Set<Promise<void>>();
  #newsTimer: NodeJS.Timeout | undefined;
  #model: VectorModel | null = null;
  #meaningOf: MeaningOf | undefined;
  #quiet: QuietTime | undefined;

  constructor(thread: Thread<SearchThreadMethods>, unsaved: UnsavedSource, log: Log) {
    this.#thread = thread;
    this.#log = log;
    const started = thread.onStart(() => {
      if (this.#model !== null) this.#tell('chooseVectors', this.#model);
      for (const spec of this.#specs.values()) this.#tell('use', spec);
      for (const [path, text] of unsaved.entries()) this.#tell('setUnsaved', { path, text });
    });
    this.#owned.add(started);
    // Segments hold no text and the disk holds the saved one, so the thread needs the unsaved text for its results.
    const changed = unsaved.onChanged((path, text) => {
      if (this.#thread.running) this.#tell('setUnsaved', { path, text });
    });
    this.#owned.add(changed);
  }

  /** Takes a newer generation of a folder; drops an older one. */
  use(spec: SnapshotSpec): void {
    const known = this.#specs.get(spec.folder);
    if (known !== undefined && known.generation > spec.generation) return;
    this.#specs.set(spec.folder, spec);
    if (this.#thread.running) this.#tell('use', spec);
  }

  drop(folder: string): void {
    this.#specs.delete(folder);
    if (this.#thread.running) this.#tell('drop', folder);
  }

  /** Calls `listener` from time to time after searches, with measurements and the segments that turned out damaged. */
  onNews(listener: (news: SearchNews) => void): Disposable {
    this.#newsListeners.add(listener);
    return { dispose: () => void this.#newsListeners.delete(listener) };
  }

  /** Rejects with `no-folder` if nothing is indexed, or if the named folder is not. */
  async search(query: SearchQuery, signal: AbortSignal): Promise<SearchAnswer> {
    const meaning = await this.#meaningOf?.(query.query, signal);
    const ask = (): Promise<SearchAnswer> => this.#ask('search', meaning === undefined ? query : { ...query, meaning }, signal);
    let answer = await (this.#quiet?.during(ask) ?? ask());
    // A part of the index that has just proved damaged is rebuilt first: an answer without it would look like a whole one.
    if (answer.incomplete && (await this.#repaired(signal))) answer = await ask();
    this.#newsTimer ??= setTimeout(() => background('search: news', this.#askNews(), this.#log), newsAfterMs).unref();
    return answer;
  }

  /** From now on, rebuilds a damaged segment by `repair`, which resolves when the folder is searchable as a whole again. */
  repairsBy(repair: (damage: DamagedSegment) => Promise<void>): void {
    this.#repair = repair;
  }

  /** From now on, asks a chosen embedding model about every question too. */
  meansBy(meaningOf: MeaningOf): Disposable {
    this.#meaningOf = meaningOf;
    return { dispose: () => void (this.#meaningOf = undefined) };
  }

  /** From now on, pauses background work while questions are answered. */
  holds(background: () => Disposable): void {
    this.#quiet = new QuietTime(background);
  }

  /** Keeps vectors of this model besides the built-in ones. */
  chooseVectors(model: VectorModel): void {
    this.#model = model;
    if (this.#thread.running) this.#tell('chooseVectors', model);
  }

  /** Returns texts of `folders` that lack the chosen model's vectors, and the progress of each folder. */
  unembedded(folders: readonly string[], maxWindows: number, signal: AbortSignal): Promise<UnembeddedWork> {
    return this.#ask('unembedded', { folders, maxWindows }, signal);
  }

  addVectors(
    identity: string,
    files: readonly EmbeddedFile[],
    signal: AbortSignal,
  ): Promise<{ readonly folders: readonly FolderCoverage[] }> {
    return this.#ask('addVectors', { identity, files }, signal);
  }

  /** Returns callers, callees, types and tests of places, best first, within a budget: context for an answer. */
  neighbours(query: NeighbourQuery, signal: AbortSignal): Promise<readonly Neighbour[]> {
    return this.#ask('neighbours', query, signal);
  }

  /** Returns what a completion menu offers after `@` (files, folders) or `#` (symbols). */
  complete(query: CompletionQuery, signal: AbortSignal): Promise<readonly Completion[]> {
    return this.#ask('complete', query, signal);
  }

  /** Returns places where a newcomer to the workspace would start. */
  landmarks(signal: AbortSignal): Promise<Landmarks> {
    return this.#ask('landmarks', {}, signal);
  }

  health(signal: AbortSignal): Promise<SearchHealth> {
    return this.#ask('health', {}, signal);
  }

  async dispose(): Promise<void> {
    // A hanging thread is ended without its last measurements.
    if (this.#newsTimer !== undefined && this.#thread.running) await this.#askNews(AbortSignal.timeout(lastNewsMs)).catch(() => undefined);
    await this.#quiet?.dispose();
    await this.#owned.dispose();
    this.#closed.abort();
    await this.#thread.dispose();
  }

  /** Takes only reads and idempotent calls, so that repeating them is harmless: the thread may have died because of another call. */
  async #ask<Name extends 'search' | 'unembedded' | 'addVectors' | 'neighbours' | 'complete' | 'landmarks' | 'health'>(
    name: Name,
    params: CallParams<SearchThreadMethods, Name>,
    signal: AbortSignal,
  ): Promise<CallResult<SearchThreadMethods, Name>> {
    for (let nAsked = 1; ; nAsked++) {
      try {
        return await this.#thread.call(name, params, signal);
      } catch (error) {
        if (!(error instanceof WorkerDiedError) || nAsked === maxAsks || this.#closed.signal.aborted) throw error;
      }
    }
  }

  async #askNews(signal: AbortSignal = this.#closed.signal): Promise<void> {
    clearTimeout(this.#newsTimer);
    this.#newsTimer = undefined;
    const news = await this.#thread.call('news', {}, signal);
    for (const listener of this.#newsListeners) listener(news);
    for (const damage of news.damage) {
      if (this.#repair === undefined) break;
      const repairing: Promise<void> = this.#repair(damage).finally(() => void this.#repairing.delete(repairing));
      this.#repairing.add(repairing);
      background('Repairing the index', repairing, this.#log);
    }
  }

  /** Reports damage now and waits for the repairs that run. Resolves to false if they take too long or fail. */
  async #repaired(signal: AbortSignal): Promise<boolean> {
    await this.#askNews(signal);
    const repairs = Promise.all(this.#repairing).then(
      () => true,
      () => false,
    );
    return (await within(repairs, repairMs, signal)) ?? false;
  }

  /** Sends a call without waiting for its answer. */
  #tell<Name extends 'use' | 'drop' | 'setUnsaved' | 'chooseVectors'>(name: Name, params: CallParams<SearchThreadMethods, Name>): void {
    background(`search: ${name}`, this.#thread.call(name, params, this.#closed.signal), this.#log);
  }
}
