/**
 * Prepares for the questions that are likely to come: their retrieval is done before they are asked, while nobody waits. What was
 * guessed wrongly costs a few milliseconds of idle time and is counted as waste. Learns on this machine only, from what is seen
 * here, and forgets everything on request.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LRUCache } from 'lru-cache';
import * as v from 'valibot';
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from '../monitor/recorder.js';
import { abortError } from '../protocol/abort-error.js';
import { NextItemModel } from './next-item-model.js';

export interface PredictiveCacheParts<T extends object> {
  /** Where the learnt state is kept; only in memory where absent. */
  readonly path: string | undefined;
  readonly recorder: Recorder;
  readonly log: Log;
  /** Does the work of a question ahead of time. */
  readonly prepare: (question: string, signal: AbortSignal) => Promise<T>;
  /** Somebody waits for real work: nothing is guessed meanwhile. */
  readonly isBusy: () => boolean;
}

/**
 * What a person did: opened or changed a file, or asked; or what is in view meanwhile: the symbol under the cursor, problems that
 * have just come up, tests that failed. What is in view says what may be asked, and is never guessed itself.
 */
export interface Seen {
  readonly kind: 'file' | 'question' | 'symbol' | 'problem' | 'tests';
  readonly key: string;
}

const isInView = (kind: Seen['kind']): boolean => kind === 'symbol' || kind === 'problem' || kind === 'tests';
/** Of each kind, the last ones are in view. */
const viewed: Readonly<Record<Seen['kind'], number>> = { file: 4, question: 0, symbol: 1, problem: 3, tests: 1 };

/** History: 1 first version. Another version begins anew. */
const version = 1;
const stateSchema = v.object({
  version: v.literal(version),
  weights: v.array(v.number()),
  items: v.array(v.tuple([v.string(), v.number(), v.number()])),
  follows: v.array(v.tuple([v.string(), v.array(v.tuple([v.string(), v.number()]))])),
  now: v.number(),
});

const guessesAtOnce = 3;
/** Less likely is not worth the work. */
const leastProbability = 0.03;
/** A burst of events is one event. */
const pauseMs = 250;
const preparedAtMost = 32;
const longestKey = 2000;

export class PredictiveCache<T extends object> implements Disposable {
  readonly #parts: PredictiveCacheParts<T>;
  readonly #prepared = new LRUCache<string, { readonly value: T; readonly tookMs: number; used: boolean }>({
    max: preparedAtMost,
    dispose: ({ used }) => this.#parts.recorder.count('PredictiveCache', used ? 'guesses used and done' : 'guesses wasted'),
  });
  #model: NextItemModel;
  #context: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #work: AbortController | undefined;
  /** What was prepared for an older index must not be kept. */
  #generation = 0;

  constructor(parts: PredictiveCacheParts<T>) {
    this.#parts = parts;
    this.#model = new NextItemModel(read(parts.path));
  }

  saw({ kind, key }: Seen): void {
    if (key === '' || key.length > longestKey) return;
    const item = `${kind}:${key}`;
    const { recorder } = this.#parts;
    if (kind !== 'question') {
      if (this.#context.at(-1) === item) return;
      const alike = this.#context.filter(other => other !== item && other.startsWith(`${kind}:`));
      const gone = new Set([item, ...alike.slice(0, Math.max(0, alike.length + 1 - viewed[kind]))]);
      this.#context = [...this.#context.filter(other => !gone.has(other)), item];
    }
    if (!isInView(kind)) this.#model.observe({ item, context: this.#context });
    recorder.count('PredictiveCache', isInView(kind) ? 'seen in the editor' : 'observations');
    this.#schedule();
  }

  /** What was prepared for this question, if anything. Asking for it means that real work begins: guessing yields. */
  take(question: string): T | undefined {
    this.#yield();
    const { recorder } = this.#parts;
    const prepared = this.#prepared.get(question);
    if (prepared === undefined) {
      recorder.count('PredictiveCache', 'questions not guessed');
      return undefined;
    }
    recorder.count('PredictiveCache', 'questions guessed');
    recorder.count('PredictiveCache', 'ms saved', prepared.tookMs);
    prepared.used = true;
    return prepared.value;
  }

  /** Real work is done: there is time to guess again. */
  resume(): void {
    this.#schedule();
  }

  /** The index changed: what was prepared may be wrong. */
  invalidate(): void {
    this.#generation++;
    this.#prepared.clear();
    this.#schedule();
  }

  /** Forgets all that was learnt, on the disk too. */
  clear(): void {
    this.#model = new NextItemModel();
    this.#context = [];
    this.#prepared.clear();
    if (this.#parts.path !== undefined) rmSync(this.#parts.path, { force: true });
  }

  dispose(): void {
    this.#yield();
    this.#prepared.clear();
    const { path } = this.#parts;
    if (path === undefined) return;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, JSON.stringify({ version, ...this.#model.state() }), { mode: 0o600 });
    } catch {
      // What was learnt in this run is lost, and nothing else.
    }
  }

  #schedule(): void {
    this.#yield();
    this.#timer = setTimeout(() => background('Preparing for likely questions', this.#guess(), this.#parts.log), pauseMs);
    this.#timer.unref();
  }

  #yield(): void {
    clearTimeout(this.#timer);
    this.#work?.abort(abortError());
    this.#work = undefined;
  }

  async #guess(): Promise<void> {
    const { isBusy, prepare, recorder } = this.#parts;
    if (isBusy()) return;
    const work = new AbortController();
    this.#work = work;
    const generation = this.#generation;
    const guesses = this.#model.guess(guessesAtOnce, this.#context, item => item.startsWith('question:'));
    for (const { item, probability } of guesses) {
      const question = item.slice('question:'.length);
      if (probability < leastProbability || this.#prepared.has(question)) continue;
      if (isBusy() || work.signal.aborted) return;
      const startMs = recorder.now();
      const value = await recorder.span('predict.prepare', () => prepare(question, work.signal));
      if (generation !== this.#generation) return;
      recorder.count('PredictiveCache', 'guesses');
      this.#prepared.set(question, { value, tookMs: recorder.now() - startMs, used: false });
    }
  }
}

function read(path: string | undefined): v.InferOutput<typeof stateSchema> | undefined {
  if (path === undefined) return undefined;
  try {
    const parsed = v.safeParse(stateSchema, JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
