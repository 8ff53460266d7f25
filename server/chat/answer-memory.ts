/**
 * Lets an answer be given again: what its key is made of, which places it stands on, and whether they still read the same.
 * Invariant: an answer made from unsaved text, cut short, or written on from another is never kept.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { AnswerCache, AnswerScope, CacheLevel, HashedRange } from '../cache/answer-cache.js';
import { isAbort } from '../base/signals.js';
import type { Citation, Turn } from '../protocol/chat.js';
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

export class AnswerMemory {
  readonly #cache: AnswerCache;
  readonly #files: Pick<WorkspaceFiles, 'read'>;
  readonly #folders: () => readonly string[];

  constructor(cache: AnswerCache, files: Pick<WorkspaceFiles, 'read'>, folders: () => readonly string[]) {
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
    // What is open and unsaved is not what the file says: the answer would be given again for another text.
    const isSaved = places.every((place, i) => texts[i] !== undefined && sameText(place.text, texts[i]));
    if (!isSaved) return;
    const ranges = places.map(({ folder, path, startLine, endLine }, i) => ({
      range: { folder, path, startLine, endLine },
      hash: digest(texts[i] ?? ''),
    }));
    this.#cache.store(asked.question, this.#scope(asked), ranges, answer);
  }

  #scope({ expanded, history, attachments, chosen }: MemoryQuestion): AnswerScope {
    return {
      folders: this.#folders(),
      task: expanded.task,
      model: `${chosen.identity} ${chosen.windowTokens}`,
      // A prompt file's text is part of what is asked, though the question only names it.
      prompt: digest(JSON.stringify([systemPrompt, expanded.by, expanded.instruction === expanded.topic ? '' : expanded.instruction])),
      history: history.length === 0 ? '' : digest(JSON.stringify(history.map(({ question, text }) => [question, text]))),
      attachments: attachments.length === 0 ? '' : digest(JSON.stringify(attachments)),
    };
  }

  async #hashes(ranges: readonly PlaceRange[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const texts = await this.#texts(ranges, signal);
    return texts.map(text => (text === undefined ? undefined : digest(text)));
  }

  /** The lines of each range as they are on the disk now; each file is read once. */
  async #texts(ranges: readonly PlaceRange[], signal: AbortSignal): Promise<readonly (string | undefined)[]> {
    const files = new Map<string, Promise<readonly string[] | undefined>>();
    const linesOf = ({ folder, path }: PlaceRange) => {
      const key = `${folder}\n${path}`;
      const known = files.get(key);
      if (known !== undefined) return known;
      const lines = this.#files.read(folder, path, signal).then(
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

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
