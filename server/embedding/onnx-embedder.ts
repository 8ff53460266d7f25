/**
 * A sentence-transformers model in the embedding child process. The child may die at any moment: its texts are then embedded again after a
 * pause. A provider under which it dies repeatedly without finishing a batch is replaced by the next. If the last one fails, a problem is
 * thrown, and the caller continues with the built-in model.
 */
import { raceAbort, sleep } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import type { Child } from '../pool/child.js';
import { WorkerDiedError } from '../pool/remote-calls.js';
import { abortError } from '../protocol/abort-error.js';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { Embedder, EmbedderFacts, EmbedJob } from './embedder.js';
import { type ExecutionProvider, type OnnxTable, type OpenedModel, providerNames } from './onnx-table.js';

export interface OnnxEmbedderOptions {
  readonly folder: string;
  /** In order of preference; see `providersOfPlatform`. */
  readonly providers: readonly ExecutionProvider[];
  readonly child: Child<OnnxTable>;
  readonly recorder: Recorder;
  /** Number of processes that run the model in parallel; 1 if absent. */
  readonly nProcesses?: number;
}

/** Consecutive deaths, without a batch in between, after which a provider is given up. */
const deathsOfProvider = 3;
const firstPauseMs = 20;
const longestPauseMs = 3000;

export class OnnxEmbedder implements Embedder {
  /** A run uses all its threads; a second one at the same time would only wait. */
  readonly width = 1;
  readonly #options: OnnxEmbedderOptions;
  readonly #refusals: string[] = [];
  #provider = 0;
  /** Of the opening that callers share; replaced by `dispose`. */
  #closed = new AbortController();
  #nDeaths = 0;
  #threads: number | undefined;
  /** The child's start number for which the model is open. */
  #openedStart = -1;
  #opened: OpenedModel | undefined;
  #opening: Promise<void> | undefined;

  constructor(options: OnnxEmbedderOptions) {
    this.#options = options;
  }

  /** Why the providers before the current one were refused. */
  get refusals(): readonly string[] {
    return this.#refusals;
  }

  get provider(): ExecutionProvider | undefined {
    return this.#options.providers[this.#provider];
  }

  async open(signal: AbortSignal): Promise<EmbedderFacts> {
    await this.#ready(signal);
    const { identity, dimensions, name } = this.#opened!; // Set by #ready, or it throws.
    return { identity, dimensions, name: `${name} on ${providerNames[this.provider ?? 'cpu']}` };
  }

  async embed({ texts, kind }: EmbedJob, signal: AbortSignal): Promise<Float32Array> {
    const { child, recorder } = this.#options;
    for (;;) {
      await this.#ready(signal);
      try {
        const { values, nTokens, nSplit, nRuns } = await child.call('embed', { texts, kind }, signal);
        this.#nDeaths = 0;
        recorder.count('Embedding', 'tokens', nTokens);
        recorder.count('Embedding', 'runs', nRuns);
        recorder.count('Embedding', 'texts embedded in parts', nSplit);
        return values;
      } catch (error) {
        if (!(error instanceof WorkerDiedError)) throw error;
        await this.#died(error, signal);
      }
    }
  }

  /** Ends the process. A later call starts it again. */
  dispose(): Promise<void> {
    this.#closed.abort(abortError());
    this.#closed = new AbortController();
    return this.#options.child.end();
  }

  /** Opens the model in the current child. Concurrent callers share the opening. */
  async #ready(signal: AbortSignal): Promise<void> {
    const { child } = this.#options;
    while (!child.running || this.#openedStart !== child.nStarts) {
      signal.throwIfAborted();
      // Not under the caller's signal: others wait for the same model.
      this.#opening ??= this.#openOnce(this.#closed.signal).finally(() => {
        this.#opening = undefined;
      });
      await raceAbort(this.#opening, signal);
    }
  }

  async #openOnce(signal: AbortSignal): Promise<void> {
    const { child, folder, recorder, nProcesses = 1 } = this.#options;
    const provider = this.provider;
    if (provider === undefined)
      throw new ProblemError(
        'embedder-failed',
        say('embedderNotRun', { folder, reasons: this.#refusals.join('; ') }),
        say('chooseEmbedderMeanwhile'),
      );
    try {
      this.#opened = await recorder.span('embedding.open', () =>
        child.call('open', { folder, provider, threads: this.#threads, nProcesses }, signal),
      );
      this.#threads = this.#opened.threads;
      this.#openedStart = child.nStarts;
      recorder.count('ExecutionProviders', `opened on ${providerNames[provider]}`);
      recorder.high('ExecutionProviders', 'threads max', this.#opened.threads);
    } catch (error) {
      if (error instanceof WorkerDiedError) return this.#died(error, signal);
      // If a provider fails, the next is tried; a model that cannot be used fails under all of them.
      if (!(error instanceof ProblemError) || error.problem.code !== 'embedder-failed') {
        if (provider === 'cpu' || error instanceof ProblemError) throw error;
      }
      this.#refuse(provider, error);
    }
  }

  async #died(error: WorkerDiedError, signal: AbortSignal): Promise<void> {
    const { recorder } = this.#options;
    recorder.count('Embedding', 'deaths of the embedding process');
    const provider = this.provider;
    if (++this.#nDeaths >= deathsOfProvider && provider !== undefined) this.#refuse(provider, error);
    else await sleep(Math.min(longestPauseMs, firstPauseMs * 4 ** (this.#nDeaths - 1)), signal);
  }

  #refuse(provider: ExecutionProvider, error: unknown): void {
    const reason = errorText(error).split('\n')[0]?.slice(0, 200) ?? '';
    this.#refusals.push(`${providerNames[provider]}: ${reason}`);
    this.#options.recorder.count('ExecutionProviders', `refused by ${providerNames[provider]}`);
    this.#provider++;
    this.#nDeaths = 0;
  }
}
