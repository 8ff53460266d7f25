/**
 * Caches answers. They are found again by the same question (L1 in memory, L2 on disk) or by the same question in other words (L3).
 * Everything that changes an answer is in its key: folders, model and digest, task, prompt, settings, earlier turns, attachments. An
 * answer is returned again only while every place that it was made from is unchanged.
 */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import * as v from 'valibot';
import type { Clock } from '../base/clock.js';
import type { Recorder } from '../monitor/recorder.js';
import type { DiskCache } from './disk-cache.js';
import { isSameQuestion, type Question, questionOf, type TextVector } from './same-question.js';

/** Everything besides the question's words that changes the answer. */
export interface AnswerScope {
  /** URIs of the open folders. */
  readonly folders: readonly string[];
  readonly task: string;
  /** Endpoint, model and digest. */
  readonly model: string;
  /** Digest of the prompt's fixed part and of the settings that are sent with it. */
  readonly prompt: string;
  /** Digest of the earlier turns; '' for none. */
  readonly history: string;
  /** Digest of the attachments; '' for none. */
  readonly attachments: string;
}

export type CacheLevel = 'l1' | 'l2' | 'l3';

const rangeSchema = v.object({ folder: v.string(), path: v.string(), startLine: v.number(), endLine: v.number() });

const storedSchema = v.object({
  key: v.string(),
  scope: v.string(),
  question: v.string(),
  storedAt: v.number(),
  /**
   * The places that the answer was made from, each with the hash of its lines, and the size and time of its file if those can be trusted.
   */
  ranges: v.array(v.object({ range: rangeSchema, hash: v.string(), stamp: v.optional(v.string()) })),
  /** The answer as it was stored; the caller checks its shape. */
  answer: v.unknown(),
});
export type StoredAnswer = v.InferOutput<typeof storedSchema>;
export type HashedRange = StoredAnswer['ranges'][number];

/** Resolves to true if the lines of every range are unchanged. */
export type AreUnchanged = (ranges: readonly HashedRange[], signal: AbortSignal) => Promise<boolean>;

export interface AnswerCacheParts {
  readonly disk: DiskCache;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly vectorOf: TextVector;
  readonly memoryBytes: number;
  readonly timeToLiveMs: number;
}

/** Number of questions that L3 compares with, over all scopes. */
const comparedQuestions = 2000;

export class AnswerCache {
  readonly #parts: AnswerCacheParts;
  readonly #memory: LRUCache<string, StoredAnswer>;
  #isWarm = false;
  /** Keys found out of date in this run; the disk still holds them. */
  readonly #stale = new Set<string>();
  readonly #questions = new Map<string, { readonly scope: string; readonly question: Question }>();

  constructor(parts: AnswerCacheParts) {
    this.#parts = parts;
    const { clock, timeToLiveMs } = parts;
    this.#memory = new LRUCache<string, StoredAnswer>({
      maxSize: parts.memoryBytes,
      sizeCalculation: stored => JSON.stringify(stored).length * 2,
      ttl: timeToLiveMs,
      perf: { now: () => clock.wall() },
    });
  }

  /** Reads the answers of earlier runs, so that L1 and L3 know them. Cheap, done once per run, and called when a folder is opened. */
  warm(): void {
    if (this.#isWarm) return;
    this.#isWarm = true;
    const { recorder, disk } = this.#parts;
    let nWarmed = 0;
    for (const bytes of disk.values()) {
      const stored = parse(bytes);
      if (stored === undefined || this.#memory.has(stored.key) || this.#stale.has(stored.key)) continue;
      this.#remember(stored);
      if (++nWarmed >= comparedQuestions) break;
    }
    recorder.count('ResultCache', 'warm entries', nWarmed);
  }

  async find(
    question: string,
    scope: AnswerScope,
    areUnchanged: AreUnchanged,
    signal: AbortSignal,
  ): Promise<{ readonly level: CacheLevel; readonly stored: StoredAnswer } | undefined> {
    const { recorder, disk } = this.#parts;
    const key = keyOf(question, scope);
    const inMemory = this.#memory.get(key);
    const exact = inMemory ?? parse(disk.get(key));
    const level: CacheLevel = inMemory === undefined ? 'l2' : 'l1';
    if (exact?.key === key && (await this.#isFresh(exact, areUnchanged, signal))) {
      if (level === 'l2') this.#remember(exact);
      recorder.count('ResultCache', level === 'l1' ? 'hits, L1' : 'hits, L2');
      return { level, stored: exact };
    }
    const similar = this.#similar(question, scope);
    if (similar !== undefined && (await this.#isFresh(similar, areUnchanged, signal))) {
      recorder.count('ResultCache', 'hits, L3');
      return { level: 'l3', stored: similar };
    }
    recorder.count('ResultCache', 'misses');
    return undefined;
  }

  store(question: string, scope: AnswerScope, ranges: readonly HashedRange[], answer: unknown): void {
    const { clock, disk, recorder } = this.#parts;
    const stored = { key: keyOf(question, scope), scope: scopeOf(scope), question, storedAt: clock.wall(), ranges: [...ranges], answer };
    this.#remember(stored);
    disk.set(stored.key, Buffer.from(JSON.stringify(stored)));
    recorder.count('ResultCache', 'stored');
  }

  /** Deletes every answer, also from the disk. */
  clear(): void {
    this.#memory.clear();
    this.#questions.clear();
    this.#parts.disk.clear();
  }

  #remember(stored: StoredAnswer): void {
    this.#stale.delete(stored.key);
    this.#memory.set(stored.key, stored);
    this.#questions.delete(stored.key);
    this.#questions.set(stored.key, { scope: stored.scope, question: questionOf(stored.question, this.#parts.vectorOf) });
    const [oldest] = this.#questions.keys();
    if (this.#questions.size > comparedQuestions && oldest !== undefined) this.#questions.delete(oldest);
  }

  #similar(text: string, scope: AnswerScope): StoredAnswer | undefined {
    // Earlier turns and attachments are part of the question, and only questions without them can be compared by their words.
    if (scope.history !== '' || scope.attachments !== '') return undefined;
    const { vectorOf, disk } = this.#parts;
    // A run for a single question on the command line has not called `warm` before.
    this.warm();
    const wanted = scopeOf(scope);
    const question = questionOf(text, vectorOf);
    for (const [key, known] of [...this.#questions].toReversed()) {
      if (known.scope !== wanted || !isSameQuestion(question, known.question, vectorOf)) continue;
      return this.#memory.get(key) ?? parse(disk.get(key));
    }
    return undefined;
  }

  async #isFresh(stored: StoredAnswer, areUnchanged: AreUnchanged, signal: AbortSignal): Promise<boolean> {
    const { clock, timeToLiveMs, recorder } = this.#parts;
    const isYoung = clock.wall() - stored.storedAt <= timeToLiveMs;
    const isFresh = isYoung && (await areUnchanged(stored.ranges, signal));
    if (!isFresh) {
      recorder.count('ResultCache', isYoung ? 'stale: a place changed' : 'expired');
      this.#stale.add(stored.key);
      this.#memory.delete(stored.key);
      this.#questions.delete(stored.key);
    }
    return isFresh;
  }
}

/** Case and white space do not change the question. */
const keyOf = (question: string, scope: AnswerScope): string =>
  digest(`${question.trim().replaceAll(/\s+/g, ' ').toLowerCase()}\n${scopeOf(scope)}`);

function scopeOf({ folders, task, model, prompt, history, attachments }: AnswerScope): string {
  return digest(JSON.stringify([folders.toSorted(), task, model, prompt, history, attachments]));
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

function parse(bytes: Uint8Array | undefined): StoredAnswer | undefined {
  if (bytes === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(storedSchema, value);
  return parsed.success ? parsed.output : undefined;
}
