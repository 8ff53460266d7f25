/**
 * One ONNX model in memory. Its run() blocks this thread, so all work is a sequence of short runs, and a stop waits for one of them at
 * most. Input and output buffers are kept between runs, so only one run is in progress at a time. A question's runs go before those of the
 * background.
 */
import { freemem } from 'node:os';
import { join } from 'node:path';
import type * as ort from 'onnxruntime-node';
import { type EmbeddedTexts, type ExecutionProvider, providerNames } from '../embedding/onnx-table.js';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say, verbatim } from '../protocol/sentences/sentence.js';
import type { ModelFolder } from './model-folder.js';
import { type ModelRun, partsOf, planRuns, type RunLimits } from './plan-runs.js';
import { normalise, poolInto } from './pool-tokens.js';
import { type Tokenizer, tokenizerOf } from './tokenizer/tokenizer.js';
import { Turns } from './turns.js';

export type OnnxRuntime = typeof ort;

/** Tokens per run on a CPU. Measured on two cores: larger runs gain nothing, and a question waits for one of them. */
const cpuBudget = 512;
const gpuBudget = 16_384;
const cpuPadding = 0.02;
const gpuPadding = 1;
const maxTexts = 128;
/** A session needs memory for its file, the same again while it optimises, and working space. */
const memoryFactor = 2.2;

const known = new Set(['input_ids', 'attention_mask', 'token_type_ids', 'position_ids']);

/** The model of a session, and what it runs on. */
export interface SessionChoice {
  readonly folder: ModelFolder;
  readonly provider: ExecutionProvider;
  readonly threads: number;
}

export class OnnxSession {
  readonly #ort: OnnxRuntime;
  readonly #session: ort.InferenceSession;
  readonly #folder: ModelFolder;
  readonly #tokenizer: Tokenizer;
  readonly #limits: RunLimits;
  readonly #output: string;
  /** True if the model itself returns one vector per text. */
  #pooled = false;
  #dimensions = 0;
  #buffers: Record<string, BigInt64Array> = {};
  #outputBuffer = new Float32Array(0);
  readonly #turns = new Turns();

  private constructor(parts: {
    ort: OnnxRuntime;
    session: ort.InferenceSession;
    folder: ModelFolder;
    tokenizer: Tokenizer;
    provider: ExecutionProvider;
  }) {
    const { session, folder, tokenizer, provider } = parts;
    this.#ort = parts.ort;
    this.#session = session;
    this.#folder = folder;
    this.#tokenizer = tokenizer;
    const strange = session.inputNames.filter(name => !known.has(name));
    if (strange.length > 0 || !session.inputNames.includes('input_ids'))
      throw unfit(folder, say('strangeInputs', { inputs: strange.join(', ') || session.inputNames.join(', ') }));
    const outputs = session.outputNames;
    this.#output = ['sentence_embedding', 'last_hidden_state', 'token_embeddings'].find(name => outputs.includes(name)) ?? outputs[0] ?? '';
    this.#limits = {
      maxTokens: folder.maxTokens,
      nMarks: tokenizer.before.length + tokenizer.after.length,
      budgetTokens: provider === 'cpu' ? cpuBudget : gpuBudget,
      maxTexts,
      mostPadding: provider === 'cpu' ? cpuPadding : gpuPadding,
    };
  }

  static async open(runtime: OnnxRuntime, { folder, provider, threads }: SessionChoice, signal: AbortSignal): Promise<OnnxSession> {
    const needed = folder.fileBytes * memoryFactor;
    if (needed > freemem()) throw unfit(folder, say('needsMemory', { needed: gigabytes(needed), free: gigabytes(freemem()) }));
    const tokenizer = tokenizerOf(folder.tokenizer);
    let session: ort.InferenceSession;
    try {
      session = await runtime.InferenceSession.create(join(folder.path, folder.file), {
        executionProviders: [provider],
        intraOpNumThreads: threads,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 4,
      });
    } catch (error) {
      const reason = errorText(error);
      if (provider === 'cpu')
        throw unfit(folder, /protobuf|parsing|invalid model|truncat/i.test(reason) ? say('onnxDamaged') : verbatim(reason.slice(0, 300)));
      throw new ProblemError(
        'embedder-failed',
        say('providerRefused', { provider: providerNames[provider], reason: reason.slice(0, 300) }),
        say('nextProvider'),
      );
    }
    const opened = new OnnxSession({ ort: runtime, session, folder, tokenizer, provider });
    // The first run determines the dimensions, and whether the provider really computes.
    await opened.embed(['Hello, world'], 'document', signal);
    return opened;
  }

  get dimensions(): number {
    return this.#dimensions;
  }

  async embed(texts: readonly string[], kind: 'query' | 'document', signal: AbortSignal): Promise<EmbeddedTexts> {
    const prefix = this.#folder.prefixes[kind];
    const ids = texts.map(text => this.#tokenizer.encode(prefix + text));
    const parts = partsOf(ids, this.#limits);
    const runs = planRuns(parts, this.#limits);
    let values = new Float32Array(texts.length * this.#dimensions);
    let nTokens = 0;
    for (const run of runs) {
      // A macrotask between runs lets messages in, such as a stop or a question.
      await new Promise(setImmediate);
      const leave = await this.#turns.enter(kind === 'query');
      try {
        signal.throwIfAborted();
        const output = await this.#run(run);
        if (this.#dimensions === 0) {
          this.#dimensions = output.dims.at(-1) ?? 0;
          this.#pooled = output.dims.length === 2;
          values = new Float32Array(texts.length * this.#dimensions);
        }
        this.#collect(values, run, output);
      } finally {
        leave();
      }
      nTokens += run.parts.length * run.length;
    }
    normalise(values, this.#dimensions);
    if (!values.every(Number.isFinite))
      throw new ProblemError('embedder-failed', say('notANumber', { model: this.#folder.name }), say('chooseEmbedder'));
    return { values, nTokens, nSplit: parts.length - texts.length, nRuns: runs.length };
  }

  release(): Promise<void> {
    return this.#session.release();
  }

  async #run(run: ModelRun): Promise<ort.Tensor> {
    const { before, after, padId } = this.#tokenizer;
    const { parts, length } = run;
    const dims = [parts.length, length];
    const tensors: Record<string, ort.Tensor> = {};
    const size = parts.length * length;
    const write = (name: string, fill: (words: Int32Array, row: number, count: number, part: ModelRun['parts'][number]) => void) => {
      if (!this.#session.inputNames.includes(name)) return;
      const buffer = this.#bufferOf(name, size);
      // Token ids fit into the lower half of each 64-bit number; a BigInt for each would cost more than the run of a short text.
      const words = new Int32Array(buffer.buffer, 0, size * 2);
      words.fill(0);
      for (const [i, part] of parts.entries()) fill(words, i * length, part.ids.length + before.length + after.length, part);
      tensors[name] = new this.#ort.Tensor('int64', buffer.subarray(0, size), dims);
    };
    write('input_ids', (words, row, count, part) => {
      for (let i = 0; i < length; i++) {
        const inner = i - before.length;
        const id = i >= count ? padId : inner < 0 ? before[i] : inner < part.ids.length ? part.ids[inner] : after[inner - part.ids.length];
        words[(row + i) * 2] = id ?? padId;
      }
    });
    write('attention_mask', (words, row, count) => {
      for (let i = 0; i < count; i++) words[(row + i) * 2] = 1;
    });
    write('position_ids', (words, row, count) => {
      for (let i = 0; i < count; i++) words[(row + i) * 2] = i;
    });
    write('token_type_ids', () => undefined);
    const outputs = await this.#session.run(tensors, this.#fetches(run));
    const output = outputs[this.#output];
    if (output === undefined || (output.dims.length !== 3 && output.dims.length !== 2)) throw unfit(this.#folder, say('noVectors'));
    return output;
  }

  /** Once the shape is known, the runtime writes into our memory. Allocating it for each run took a tenth of the time. */
  #fetches({ parts, length }: ModelRun): ort.InferenceSession.FetchesType {
    if (this.#dimensions === 0) return [this.#output];
    const dims = this.#pooled ? [parts.length, this.#dimensions] : [parts.length, length, this.#dimensions];
    const size = dims.reduce((product, n) => product * n, 1);
    if (this.#outputBuffer.length < size) this.#outputBuffer = new Float32Array(size);
    return { [this.#output]: new this.#ort.Tensor('float32', this.#outputBuffer.subarray(0, size), dims) };
  }

  #collect(values: Float32Array, run: ModelRun, output: ort.Tensor): void {
    if (!(output.data instanceof Float32Array)) throw unfit(this.#folder, say('notFloats', { type: output.type }));
    const dimensions = this.#dimensions;
    const { before, after } = this.#tokenizer;
    const counts = run.parts.map(({ ids }) => ids.length + before.length + after.length);
    const rows = run.parts.map(({ text }) => text);
    // A model that pools by itself returns one "token" per text.
    const tokens = this.#pooled
      ? { values: output.data, length: 1, dimensions, counts: counts.map(() => 1) }
      : { values: output.data, length: run.length, dimensions, counts };
    poolInto(values, rows, counts, tokens, this.#pooled ? 'cls' : this.#folder.pooling);
  }

  #bufferOf(name: string, size: number): BigInt64Array {
    let buffer = this.#buffers[name];
    if (buffer === undefined || buffer.length < size) {
      buffer = new BigInt64Array(Math.max(size, cpuBudget));
      this.#buffers[name] = buffer;
    }
    return buffer;
  }
}

const gigabytes = (bytes: number): Sentence => say('gigabytes', { n: Math.round((bytes / 2 ** 30) * 10) / 10 });

const unfit = ({ path, file }: ModelFolder, why: Sentence): ProblemError =>
  new ProblemError('model-unfit', say('embedderUnusable', { path: join(path, file), why }), say('chooseEmbedderMeanwhile'));
