/**
 * Prepares for questions that are likely to come: their retrieval is done before they are asked, in idle time. A wrong guess costs a
 * few milliseconds of idle time and is counted as waste. Learns only on this machine, from events in the editor, and forgets everything on
 * request.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LRUCache } from 'lru-cache';
import * as v from 'valibot';
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { readRegularSync } from '../base/regular-file.js';
import type { Recorder } from '../monitor/recorder.js';
import { abortError } from '../protocol/abort-error.js';
import { NextItemModel } from './next-item-model.js';

const maxStateBytes = 16 * 1024 * 1024;

export interface PredictiveCacheParts<T extends object> {
  /** File of the learnt state; kept only in memory if undefined. */
  readonly path: string | undefined;
  readonly recorder: Recorder;
  readonly log: Log;
  /** Does the work of a question ahead of time. */
  readonly prepare: (question: string, signal: AbortSignal) => Promise<T>;
  /** Returns true while real work is waiting; nothing is prepared meanwhile. */
  readonly isBusy: () => boolean;
}

/**
 * An event in the editor: a person opened or changed a file or asked a question; or something came into view: the symbol under the cursor,
 * new problems, failed tests. What is in view hints at the next question and is never predicted itself.
 */
export interface Seen {
  readonly kind: 'file' | 'question' | 'symbol' | 'problem' | 'tests';
  readonly key: string;
}

const isInView = (kind: Seen['kind']): boolean => kind === 'symbol' || kind === 'problem' || kind === 'tests';
/** Number of the latest events of each kind that count as in view. */
const viewed: Readonly<Record<Seen['kind'], number>> = { file: 4, question: 0, symbol: 1, problem: 3, tests: 1 };

/** History: 1 first version. A state of another version is dropped. */
const version = 1;
const stateSchema = v.object({
  version: v.literal(version),
  weights: v.array(v.number()),
  items: v.array(v.tuple([v.string(), v.number(), v.number()])),
  follows: v.array(v.tuple([v.string(), v.array(v.tuple([v.string(), v.number()]))])),
  now: v.number(),
});

const guessesAtOnce = 3;
/** Less likely questions are not prepared. */
const leastProbability = 0.03;
/** Events within this time count as one. */
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
  /** Incremented when the index changes, so that results prepared for an older index are dropped. */
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

  /** Returns what was prepared for this question, if anything. The call means that real work begins, so preparing stops. */
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

  /** Continues to prepare after real work is done. */
  resume(): void {
    this.#schedule();
  }

  /** Drops what was prepared, because the index has changed. */
  invalidate(): void {
    this.#generation++;
    this.#prepared.clear();
    this.#schedule();
  }

  /** Forgets everything that was learnt, also on the disk. */
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
      // Only what was learnt in this run is lost.
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
    const parsed = v.safeParse(stateSchema, JSON.parse(readRegularSync(path, maxStateBytes).toString('utf8')));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
