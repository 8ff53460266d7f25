/**
 * Serves an answer again: computes its key, records the places that it rests on, and checks whether they still read the same.
 * Invariant: an answer is not stored if the index was incomplete, if its text is gone from the files, if it was cut short, or if it
 * continues another one. Storing an
 * answer delays nothing except the next question.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { background, type Log } from '../../base/background.js';
import type { Disposable } from '../../base/disposables.js';
import { raceAbort } from '../../base/signals.js';
import type { AnswerCache, AnswerScope, AreUnchanged, CacheLevel, HashedRange } from '../../cache/answer-cache.js';
import type { ChosenModel } from '../../inference/model-manager.js';
import { abortError } from '../../protocol/abort-error.js';
import type { Citation, QuestionContext, Turn } from '../../protocol/chat.js';
import type { Place } from '../../protocol/place.js';
import { whysSchema } from '../../protocol/why.js';
import { detectSecrets } from '../../safety/secrets/detect-secrets.js';
import type { RangeReader } from '../context/range-reader.js';
import type { Expanded } from './expand-command.js';
import type { PackedAttachment } from './pack.js';
import { systemPrompt } from './prompt.js';

export interface MemoryQuestion {
  readonly question: string;
  readonly expanded: Expanded;
  readonly history: readonly Turn[];
  readonly attachments: readonly PackedAttachment[];
  readonly context?: QuestionContext | undefined;
  readonly chosen: ChosenModel;
}

export interface RememberedAnswer {
  readonly text: string;
  readonly places: readonly Place[];
  readonly citations: readonly Citation[];
  readonly model: string;
  readonly local: boolean;
}

/** 1: answers of incomplete indexes were stored too. 2: only those of whole ones are. */
const storedVersion = 2;

/** Checked loosely: the value comes from our own file with a valid hash, but another version of the program may have written it. */
const rememberedSchema = v.object({
  text: v.string(),
  places: v.array(
    v.looseObject({ folder: v.string(), path: v.string(), startLine: v.number(), endLine: v.number(), text: v.string(), why: whysSchema }),
  ),
  citations: v.array(v.looseObject({ verified: v.boolean(), at: v.number(), length: v.number() })),
  model: v.string(),
  local: v.boolean(),
});

/** The protocol cuts a place's text at this length, so nothing beyond it can be compared. */
const wireLength = 4000;
const cutMark = 3990;

export interface AnswerMemoryParts {
  readonly cache: AnswerCache;
  readonly lines: RangeReader;
  /** URIs of the open folders. */
  readonly folders: () => readonly string[];
  readonly log: Log;
}

export class AnswerMemory implements Disposable {
  readonly #parts: AnswerMemoryParts;
  readonly #closed = new AbortController();
  /** Resolves when everything that was handed over is stored. Never rejects. */
  #kept: Promise<unknown> = Promise.resolve();

  constructor(parts: AnswerMemoryParts) {
    this.#parts = parts;
  }

  async recall(
    asked: MemoryQuestion,
    signal: AbortSignal,
  ): Promise<{ readonly level: CacheLevel; readonly answer: RememberedAnswer } | undefined> {
    const { cache, lines } = this.#parts;
    // The question may be the one that was answered a moment ago.
    await raceAbort(this.#kept, signal);
    const areUnchanged: AreUnchanged = ranges => lines.areUnchanged(ranges, signal);
    const hit = await cache.find(asked.question, this.#scope(asked), areUnchanged, signal);
    const parsed = v.safeParse(rememberedSchema, hit?.stored.answer);
    if (hit === undefined || !parsed.success) return undefined;
    // The loose schema covers the fields that are read before a person sees them; the rest is shown as it was stored.
    return { level: hit.level, answer: parsed.output as unknown as RememberedAnswer };
  }

  /** Stores a complete answer in the background, after reading its places again. */
  keep(asked: MemoryQuestion, answer: RememberedAnswer): void {
    // An answer with a secret in it is not stored.
    if ([asked.question, answer.text, ...answer.places.map(({ text }) => text)].some(text => detectSecrets(text).length > 0)) return;
    const keeping = this.#keep(asked, answer, this.#closed.signal);
    background('Keeping an answer', keeping, this.#parts.log);
    this.#kept = Promise.allSettled([this.#kept, keeping]);
  }

  /** Waits for pending writes, because an answer may be the last thing that a command does. */
  async dispose(): Promise<void> {
    await this.#kept;
    this.#closed.abort(abortError());
  }

  async #keep(asked: MemoryQuestion, answer: RememberedAnswer, signal: AbortSignal): Promise<void> {
    const { places } = answer;
    const read = await this.#parts.lines.read(places, signal);
    const ranges = places.flatMap(({ folder, path, startLine, endLine, text }, i): readonly HashedRange[] => {
      const lines = read[i];
      if (lines === undefined || !sameText(text, lines.text)) return [];
      const { hash, stamp } = lines;
      return [{ range: { folder, path, startLine, endLine }, hash, ...(stamp !== undefined && { stamp }) }];
    });
    // A file has changed since the search, so the answer would be served for a different text.
    if (ranges.length < places.length) return;
    this.#parts.cache.store(asked.question, this.#scope(asked), ranges, answer);
  }

  #scope({ expanded, history, attachments, context, chosen }: MemoryQuestion): AnswerScope {
    return {
      folders: this.#parts.folders(),
      task: expanded.task,
      model: `${chosen.identity} ${chosen.windowTokens}`,
      // The text of a prompt file is part of the question, which names only the file.
      prompt: digest(
        JSON.stringify([storedVersion, systemPrompt, expanded.by, expanded.instruction === expanded.topic ? '' : expanded.instruction]),
      ),
      history: history.length === 0 ? '' : digest(JSON.stringify(history.map(({ question, text }) => [question, text]))),
      attachments: attachments.length === 0 && isWhole(context) ? '' : digest(JSON.stringify([attachments, context])),
    };
  }
}

function sameText(shown: string, onDisk: string): boolean {
  const [plain, read] = [plainLines(shown), plainLines(onDisk)];
  return shown.length < wireLength - 10 ? plain === read : read.startsWith(plain.slice(0, cutMark));
}

/** True if nothing was removed. */
const isWhole = (context: QuestionContext | undefined): boolean =>
  context === undefined || (context.places && context.without.length === 0);

const plainLines = (text: string): string => text.replaceAll('\r\n', '\n').replace(/\n$/, '');

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
