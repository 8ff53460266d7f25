/**
 * Lets an answer be given again: what its key is made of, which places it stands on, and whether they still read the same.
 * Invariant: an answer made from text that is no longer there, cut short, or written on from another is never kept.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import type { AnswerCache, AnswerScope, CacheLevel, HashedRange } from '../cache/answer-cache.js';
import { isAbort } from '../base/signals.js';
import type { Citation, QuestionContext, Turn } from '../protocol/chat.js';
import type { Place, PlaceRange } from '../protocol/place.js';
import type { ChosenModel } from './chat-models.js';
import type { Expanded } from './expand-command.js';
import type { PackedAttachment } from './pack.js';
import { systemPrompt } from './prompt.js';
import type { WorkspaceFiles } from './workspace-files.js';

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

/** Checked loosely: it comes from our own file, past its hash, but perhaps from another version of the program. */
const rememberedSchema = v.object({
  text: v.string(),
  places: v.array(v.looseObject({ folder: v.string(), path: v.string(), startLine: v.number(), endLine: v.number(), text: v.string() })),
  citations: v.array(v.looseObject({ verified: v.boolean(), at: v.number(), length: v.number() })),
  model: v.string(),
  local: v.boolean(),
});

/** A place's text is cut at so many characters on the wire: it cannot be compared beyond. */
const wireLength = 4000;
const cutMark = 3990;
/** Hashes that are remembered with the stamp of their file. */
const knownRanges = 5000;

export class AnswerMemory {
  readonly #cache: AnswerCache;
  readonly #files: Pick<WorkspaceFiles, 'read'>;
  readonly #folders: () => readonly string[];
  readonly #unsaved: (folder: string, path: string) => string | undefined;
  readonly #known = new Map<string, { readonly stamp: string; readonly hash: string }>();

  /** `unsaved`: what is on the screen where it is not what the disk holds. */
  constructor(
    cache: AnswerCache,
    files: Pick<WorkspaceFiles, 'read'>,
    folders: () => readonly string[],
    unsaved: (folder: string, path: string) => string | undefined,
  ) {
    this.#unsaved = unsaved;
    this.#cache = cache;
    this.#files = files;
    this.#folders = folders;
  }

  async recall(
    asked: MemoryQuestion,
    signal: AbortSignal,
  ): Promise<{ readonly level: CacheLevel; readonly answer: RememberedAnswer } | undefined> {
    const areUnchanged = async (ranges: readonly HashedRange[]) => {
      const hashes = await this.#hashes(
        ranges.map(({ range }) => range),
        signal,
      );
      return ranges.every(({ hash }, i) => hashes[i] === hash);
    };
    const hit = await this.#cache.find(asked.question, this.#scope(asked), areUnchanged, signal);
    const parsed = v.safeParse(rememberedSchema, hit?.stored.answer);
    if (hit === undefined || !parsed.success) return undefined;
    // The loose schema has the fields that are read before a person sees them; the rest is shown as it was stored.
    return { level: hit.level, answer: parsed.output as unknown as RememberedAnswer };
  }

  /** Keeps an answer that is complete. */
  async keep(asked: MemoryQuestion, answer: RememberedAnswer, signal: AbortSignal): Promise<void> {
    const { places } = answer;
    const texts = await this.#texts(places, signal);
    // The file has changed since it was searched: the answer would be given again for another text.
    const isSaved = places.every((place, i) => texts[i] !== undefined && sameText(place.text, texts[i]));
    if (!isSaved) return;
    const ranges = places.map(({ folder, path, startLine, endLine }, i) => ({
      range: { folder, path, startLine, endLine },
      hash: digest(texts[i] ?? ''),
    }));
    this.#cache.store(asked.question, this.#scope(asked), ranges, answer);
  }

  #scope({ expanded, history, attachments, context, chosen }: MemoryQuestion): AnswerScope {
    return {
      folders: this.#folders(),
      task: expanded.task,
      model: `${chosen.identity} ${chosen.windowTokens}`,
      // A prompt file's text is part of what is asked, though the question only names it.
      prompt: digest(JSON.stringify([systemPrompt, expanded.by, expanded.instruction === expanded.topic ? '' : expanded.instruction])),
      history: history.length === 0 ? '' : digest(JSON.stringify(history.map(({ question, text }) => [question, text]))),
      attachments: attachments.length === 0 && isWhole(context) ? '' : digest(JSON.stringify([attachments, context])),
    };
  }

  /** Hashes of the ranges' lines. A file whose size and time are what they were when it was hashed is not read again. */
  async #hashes(ranges: readonly PlaceRange[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const stamps = await this.#stamps(ranges);
    signal.throwIfAborted();
    const hashes = ranges.map((range, i) => {
      const known = this.#known.get(rangeKey(range));
      return known !== undefined && known.stamp === stamps[i] ? known.hash : undefined;
    });
    const unknown = ranges.filter((_, i) => hashes[i] === undefined);
    const texts = unknown.length === 0 ? [] : await this.#texts(unknown, signal);
    for (const [i, range] of unknown.entries()) {
      const at = ranges.indexOf(range);
      const text = texts[i];
      const stamp = stamps[at];
      if (text === undefined) continue;
      hashes[at] = digest(text);
      if (stamp !== undefined) this.#known.set(rangeKey(range), { stamp, hash: digest(text) });
    }
    for (const key of this.#known.keys()) {
      if (this.#known.size <= knownRanges) break;
      this.#known.delete(key);
    }
    return hashes;
  }

  /** Size and time of each range's file; undefined where it is gone. */
  async #stamps(ranges: readonly PlaceRange[]): Promise<readonly (string | undefined)[]> {
    const files = new Map<string, Promise<string | undefined>>();
    return Promise.all(
      ranges.map(async ({ folder, path }) => {
        if (this.#unsaved(folder, path) !== undefined) return undefined;
        const key = `${folder}\n${path}`;
        const stamp =
          files.get(key) ??
          stat(join(fileURLToPath(folder), path), { bigint: true }).then(
            ({ size, mtimeNs }) => `${size} ${mtimeNs}`,
            () => undefined,
          );
        files.set(key, stamp);
        return stamp;
      }),
    );
  }

  /** The lines of each range as they are now, on the screen or on the disk; each file is read once. */
  async #texts(ranges: readonly PlaceRange[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const files = new Map<string, Promise<readonly string[] | undefined>>();
    const linesOf = ({ folder, path }: PlaceRange) => {
      const key = `${folder}\n${path}`;
      const known = files.get(key);
      if (known !== undefined) return known;
      const shown = this.#unsaved(folder, path);
      const reading = shown === undefined ? this.#files.read(folder, path, signal) : Promise.resolve(shown);
      const lines = reading.then(
        text => text.split(/\r?\n/),
        (error: unknown) => {
          if (isAbort(error)) throw error;
          return undefined;
        },
      );
      files.set(key, lines);
      return lines;
    };
    return Promise.all(ranges.map(async range => (await linesOf(range))?.slice(range.startLine - 1, range.endLine).join('\n')));
  }
}

function sameText(shown: string, onDisk: string): boolean {
  const plain = shown.replaceAll('\r\n', '\n').replace(/\n$/, '');
  return shown.length < wireLength - 10 ? plain === onDisk.replace(/\n$/, '') : onDisk.startsWith(plain.slice(0, cutMark));
}

/** Nothing was taken away. */
const isWhole = (context: QuestionContext | undefined): boolean =>
  context === undefined || (context.places && context.without.length === 0);

const rangeKey = ({ folder, path, startLine, endLine }: PlaceRange): string => `${folder}\n${path}\n${startLine}-${endLine}`;
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
