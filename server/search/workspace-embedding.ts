/**
 * Embeds the workspace's windows with a chosen model in the background, and provides a vector for each question. The built-in vectors are
 * used until the model's are complete. Pauses between batches for people and for indexing. If the model fails, that is reported once, and
 * the
 * model is paused for a while. Invariant: no question waits for its vector longer than its budget.
 */
import { LRUCache } from 'lru-cache';
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { Holds } from '../base/hold.js';
import { raceAbort, sleep } from '../base/signals.js';
import { within } from '../base/within.js';
import { BatchTuner, type Load } from '../embedding/batch-tuner.js';
import { CachingEmbedder, type VectorStore } from '../embedding/caching-embedder.js';
import { embedAll } from '../embedding/embed-all.js';
import type { Embedder, EmbedderFacts } from '../embedding/embedder.js';
import { ModelReplaced } from '../embedding/model-replaced.js';
import type { Recorder } from '../monitor/recorder.js';
import { abortError, isAbort } from '../protocol/abort-error.js';
import type { EmbeddingProgress } from '../protocol/index-status.js';
import { type Problem, problemLine, problemOf } from '../protocol/problem.js';
import { englishWording } from '../protocol/sentences/sentence.js';
import type { SearchClient } from './search-client.js';
import type { EmbeddedFile, FolderCoverage, QueryMeaning, UnembeddedText } from './search-thread-methods.js';

export interface WorkspaceEmbeddingParts {
  readonly embedder: Embedder;
  readonly store: VectorStore & { flush(): void };
  readonly searcher: Pick<SearchClient, 'chooseVectors' | 'unembedded' | 'addVectors'>;
  /** URIs. `own` are folders whose index this process writes; another process that writes a folder's index also embeds it. */
  readonly folders: () => { readonly all: readonly string[]; readonly own: readonly string[] };
  readonly isIndexing: () => boolean;
  readonly onProgress: () => void;
  readonly recorder: Recorder;
  readonly log: Log;
  readonly load: () => Load;
}

/** Longest time that a question waits for its vector. */
const budgetMs = 250;
/** Windows read in one batch. */
const windowsARound = 512;
/** Interval between checks whether the machine is still needed by others. */
const yieldMs = 100;
const followMs = 30_000;
/** How long a model is paused after a failure. */
const restMs = 5 * 60_000;
/** If the model is replaced again within this time, embedding pauses. */
const flapMs = 60_000;
/** Number of question vectors kept in memory. */
const keptQueries = 512;
/** Longest time between writes to the cache, so that little is lost if the process is killed. */
const flushMs = 3000;

/** The model once it is open, and the progress of each folder. */
interface OpenModel {
  readonly facts: EmbedderFacts;
  coverage: readonly FolderCoverage[];
}

/** A pause after a failure. */
interface Rest {
  readonly problem: Problem;
  readonly untilMs: number;
}

export class WorkspaceEmbedding implements Disposable {
  readonly #parts: WorkspaceEmbeddingParts;
  readonly #embedder: CachingEmbedder;
  readonly #tuner = new BatchTuner();
  readonly #holds = new Holds();
  readonly #closed = new AbortController();
  readonly #queries = new LRUCache<string, Float32Array>({ max: keptQueries });
  readonly #prefetched = new Set<string>();
  #wakeUp = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #model: OpenModel | undefined;
  #rest: Rest | undefined;
  #renewedMs = Number.NEGATIVE_INFINITY;

  constructor(parts: WorkspaceEmbeddingParts) {
    this.#parts = parts;
    this.#embedder = new CachingEmbedder(parts.embedder, parts.store);
  }

  /** Starts or continues embedding, because a folder was opened or a file changed. */
  wake(): void {
    this.#wakeUp.resolve();
    if (this.#closed.signal.aborted) return;
    if (this.#running !== undefined) return;
    this.#running = this.#run();
    background('Embedding the workspace', this.#running, this.#parts.log);
  }

  /** A person waits for an answer: only questions are embedded until the hold is disposed. */
  hold(): Disposable {
    return this.#holds.take();
  }

  /** Returns the progress of a folder, by its URI; undefined if nothing is known yet. */
  progress(folder: string): EmbeddingProgress | undefined {
    const { facts, coverage = [] } = this.#model ?? {};
    const rest = this.#resting();
    if (rest !== undefined) return { model: facts?.name ?? '', nWindows: 0, nEmbedded: 0, serves: false, problem: rest.problem };
    const covered = coverage.find(one => one.folder === folder);
    if (covered === undefined || facts === undefined) return undefined;
    const { nWindows, nEmbedded, serves } = covered;
    return { model: facts.name, nWindows, nEmbedded, serves };
  }

  /** Opens the model and reads what is embedded, without embedding anything: for commands that run one search. */
  async look(signal: AbortSignal): Promise<EmbeddingProgress | undefined> {
    const model = await raceAbort(this.#open(), signal);
    const { searcher, folders } = this.#parts;
    model.coverage = (await searcher.unembedded([], 0, signal)).folders;
    return folders().all.map(folder => this.progress(folder))[0];
  }

  /** Returns the vector of a question, within the budget. Undefined if only the built-in model answers. */
  async meaningOf(query: string, signal: AbortSignal): Promise<QueryMeaning | undefined> {
    const model = this.#serving();
    if (model === undefined) return undefined;
    const { identity } = model.facts;
    const { recorder } = this.#parts;
    const known = this.#queries.get(query);
    if (known !== undefined) {
      recorder.count('Embedding', this.#prefetched.delete(query) ? 'query vectors prefetched and used' : 'query vectors known');
      return { identity, vector: known };
    }
    try {
      const embedding = recorder.span('embedding.query', () => this.#embedQuery(query, 'person', model, signal));
      embedding.catch(() => undefined); // A vector that comes too late is kept for the next time.
      const vector = await within(embedding, budgetMs, signal);
      if (vector === undefined) recorder.count('Embedding', 'questions without a vector in time');
      return vector && { identity, vector };
    } catch (error) {
      signal.throwIfAborted();
      this.#failed(error);
      return undefined;
    }
  }

  /** Embeds a question that is likely to be asked. */
  async prefetch(query: string): Promise<void> {
    const model = this.#serving();
    if (model === undefined || this.#queries.has(query)) return;
    try {
      await this.#embedQuery(query, 'background', model, this.#closed.signal);
      if (this.#prefetched.size >= keptQueries) this.#prefetched.clear();
      this.#prefetched.add(query);
      this.#parts.recorder.count('Embedding', 'query vectors prefetched');
    } catch (error) {
      this.#failed(error);
    }
  }

  async dispose(): Promise<void> {
    this.#closed.abort(abortError());
    this.#wakeUp.resolve();
    await this.#running?.catch(() => undefined);
    this.#parts.store.flush();
    await this.#embedder.dispose();
  }

  #resting(): Rest | undefined {
    return this.#rest !== undefined && this.#parts.recorder.now() < this.#rest.untilMs ? this.#rest : undefined;
  }

  /** Returns the model if searches may use it now. */
  #serving(): OpenModel | undefined {
    return this.#resting() === undefined && this.#model?.coverage.some(({ serves }) => serves) ? this.#model : undefined;
  }

  /** The caller aborts `signal` when a newer question is typed. */
  async #embedQuery(query: string, priority: 'person' | 'background', model: OpenModel, signal: AbortSignal): Promise<Float32Array> {
    const job = { texts: [query], kind: 'query', priority, identity: model.facts.identity } as const;
    const vector = await this.#embedder.embed(job, AbortSignal.any([signal, this.#closed.signal]));
    if (this.#model === model) this.#queries.set(query, vector);
    return vector;
  }

  async #run(): Promise<void> {
    const { recorder, searcher, folders, onProgress, store } = this.#parts;
    const { signal } = this.#closed;
    while (!signal.aborted) {
      this.#wakeUp = Promise.withResolvers<void>();
      try {
        await this.#quiet();
        const { all, own } = folders();
        if (all.length > 0) {
          const model = await this.#open();
          const { texts, folders: covered } = await searcher.unembedded(own, windowsARound, signal);
          model.coverage = covered;
          onProgress();
          if (texts.length > 0) {
            await this.#embed(model, texts);
            continue;
          }
          store.flush();
        }
        await this.#sleep(all.length > own.length);
      } catch (error) {
        if (isAbort(error)) return;
        this.#failed(error);
        await sleep(Math.max(0, (this.#rest?.untilMs ?? 0) - recorder.now()), signal).catch(() => undefined);
      }
    }
  }

  /** Waits until there may be something new. What other windows embed is checked at intervals. */
  async #sleep(follows: boolean): Promise<void> {
    const awake = new AbortController();
    try {
      const look = follows ? sleep(followMs, awake.signal).catch(() => undefined) : [];
      await raceAbort(Promise.race([this.#wakeUp.promise, look].flat()), this.#closed.signal);
    } finally {
      awake.abort(abortError());
    }
  }

  async #open(): Promise<OpenModel> {
    if (this.#model !== undefined) return this.#model;
    const facts = await this.#embedder.open(this.#closed.signal);
    this.#parts.searcher.chooseVectors(facts);
    this.#model ??= { facts, coverage: [] };
    this.#parts.log('info', `The embedding model is ${facts.name}, with vectors of ${facts.dimensions} numbers`);
    return this.#model;
  }

  /** Stores whole files one after the other, each as soon as its last window is embedded. */
  async #embed(model: OpenModel, files: readonly UnembeddedText[]): Promise<void> {
    const { recorder, searcher, load, store, onProgress } = this.#parts;
    const { signal } = this.#closed;
    const { identity, dimensions } = model.facts;
    const texts = files.flatMap(file => file.texts);
    const values = new Float32Array(texts.length * dimensions);
    let nFiles = 0;
    let nTexts = 0;
    let flushedMs = recorder.now();
    const parts = { embedder: this.#embedder, tuner: this.#tuner, recorder, load };
    for await (const batch of embedAll({ texts, kind: 'document', priority: 'background', identity }, parts, signal)) {
      values.set(batch.values, batch.first * dimensions);
      const whole: EmbeddedFile[] = [];
      for (let file = files[nFiles]; file !== undefined; file = files[nFiles]) {
        const end = nTexts + file.texts.length;
        if (end > batch.first + batch.count) break;
        whole.push({ folder: file.folder, key: file.key, values: values.slice(nTexts * dimensions, end * dimensions) });
        nTexts = end;
        nFiles++;
      }
      if (whole.length > 0) {
        model.coverage = (await searcher.addVectors(identity, whole, signal)).folders;
        recorder.count(
          'Embedding',
          'windows embedded for search',
          whole.reduce((sum, file) => sum + file.values.length / dimensions, 0),
        );
        onProgress();
      }
      if (recorder.now() - flushedMs >= flushMs) {
        store.flush();
        flushedMs = recorder.now();
      }
      await this.#quiet();
    }
  }

  /** Resolves when neither a person nor indexing needs the machine. */
  async #quiet(): Promise<void> {
    const isBusy = (): boolean => this.#holds.isHeld || this.#parts.isIndexing();
    if (!isBusy()) return;
    this.#parts.recorder.count('Embedding', 'pauses for people and indexing');
    while (isBusy()) await sleep(yieldMs, this.#closed.signal);
  }

  /** Reports the failure once and pauses this model; meanwhile the built-in model answers alone. */
  #failed(error: unknown): void {
    const { recorder, log, onProgress } = this.#parts;
    if (isAbort(error)) return;
    if (error instanceof ModelReplaced && this.#renew(error)) return;
    if (this.#resting() !== undefined) return;
    const problem = problemOf(error);
    this.#rest = { problem, untilMs: recorder.now() + restMs };
    log('warn', `${problemLine(problem, englishWording)} Search continues with the built-in model`);
    onProgress();
  }

  /** Starts again with the new model. Returns false if the model was replaced a moment ago: two models that alternate are of no use. */
  #renew(error: ModelReplaced): boolean {
    const { recorder, log, onProgress } = this.#parts;
    // Several jobs may be refused because of the same change.
    if (this.#model === undefined) return true;
    this.#model = undefined;
    this.#queries.clear();
    this.#prefetched.clear();
    const isFlapping = recorder.now() - this.#renewedMs < flapMs;
    this.#renewedMs = recorder.now();
    if (isFlapping) return false;
    recorder.count('Embedding', 'begun anew with another model');
    log('info', error.message);
    onProgress();
    this.wake();
    return true;
  }
}
