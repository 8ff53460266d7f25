/**
 * Reads the current lines of places, from the editor or the disk, and checks whether they still read the same. Each file is read once per
 * call, and not at all if its size and time have not changed since its lines were hashed.
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../../base/clock.js';
import { placeKey } from '../../base/place-key.js';
import type { HashedRange } from '../../cache/answer-cache.js';
import { isAbort } from '../../protocol/abort-error.js';
import type { PlaceRange } from '../../protocol/place.js';
import { lineStartsOf } from '../../text/lines.js';
import type { WorkspaceFiles } from './workspace-files.js';

export interface ReadRange {
  readonly text: string;
  readonly hash: string;
  /** Size and time of the file; undefined if they would not reveal a change. */
  readonly stamp: string | undefined;
}

type FileOf = Pick<PlaceRange, 'folder' | 'path'>;

interface Lines {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

/** Places are not shown with text of longer files. */
const maxBytes = 4 * 1024 * 1024;
/** A file that was written within this time may be written again within one tick of its timestamp. */
const settledMs = 2_000;
const knownRanges = 5_000;

export class RangeReader {
  readonly #files: Pick<WorkspaceFiles, 'readBytes'>;
  readonly #clock: Clock;
  readonly #unsaved: (folder: string, path: string) => string | undefined;
  readonly #known = new Map<string, { readonly stamp: string; readonly hash: string }>();

  /** `unsaved` returns the text in the editor if it differs from the disk. */
  constructor(files: Pick<WorkspaceFiles, 'readBytes'>, clock: Clock, unsaved: (folder: string, path: string) => string | undefined) {
    this.#files = files;
    this.#clock = clock;
    this.#unsaved = unsaved;
  }

  /** Returns undefined for lines that do not exist. */
  async read(ranges: readonly PlaceRange[], signal: AbortSignal): Promise<readonly (ReadRange | undefined)[]> {
    const stamps = await this.#stamps(ranges);
    signal.throwIfAborted();
    return this.#read(ranges, stamps, signal);
  }

  async areUnchanged(ranges: readonly HashedRange[], signal: AbortSignal): Promise<boolean> {
    const stamps = await this.#stamps(ranges.map(({ range }) => range));
    signal.throwIfAborted();
    const unknown: number[] = [];
    for (const [i, { range, hash, stamp }] of ranges.entries()) {
      const known = this.#known.get(rangeKey(range));
      if (stamps[i] !== undefined && stamps[i] === stamp) continue;
      if (known === undefined || known.stamp !== stamps[i]) unknown.push(i);
      else if (known.hash !== hash) return false;
    }
    if (unknown.length === 0) return true;
    const read = await this.#read(
      unknown.map(i => ranges[i]!.range),
      unknown.map(i => stamps[i]),
      signal,
    );
    return unknown.every((i, at) => read[at]?.hash === ranges[i]!.hash);
  }

  async #read(
    ranges: readonly PlaceRange[],
    stamps: readonly (string | undefined)[],
    signal: AbortSignal,
  ): Promise<readonly (ReadRange | undefined)[]> {
    const lines = await forEachFile(ranges, file => this.#linesOf(file, signal));
    return ranges.map((range, i) => {
      const found = lines[i];
      if (found === undefined || range.startLine > found.starts.length) return undefined;
      const from = found.starts[range.startLine - 1]!;
      const bytes = found.bytes.subarray(from, found.starts[range.endLine] ?? found.bytes.length);
      const hash = createHash('sha256').update(bytes).digest('hex');
      const stamp = stamps[i];
      if (stamp !== undefined) this.#know(range, stamp, hash);
      return { text: new TextDecoder().decode(bytes), hash, stamp };
    });
  }

  #know(range: PlaceRange, stamp: string, hash: string): void {
    this.#known.delete(rangeKey(range));
    this.#known.set(rangeKey(range), { stamp, hash });
    const [oldest] = this.#known.keys();
    if (this.#known.size > knownRanges && oldest !== undefined) this.#known.delete(oldest);
  }

  async #linesOf(file: FileOf, signal: AbortSignal): Promise<Lines | undefined> {
    const shown = this.#unsaved(file.folder, file.path);
    try {
      const bytes = shown === undefined ? await this.#files.readBytes(file, maxBytes, signal) : new TextEncoder().encode(shown);
      return { bytes, starts: lineStartsOf(bytes) };
    } catch (error) {
      if (isAbort(error)) throw error;
      return undefined;
    }
  }

  #stamps(ranges: readonly PlaceRange[]): Promise<readonly (string | undefined)[]> {
    return forEachFile(ranges, async ({ folder, path }) => {
      if (this.#unsaved(folder, path) !== undefined) return undefined;
      try {
        const { size, mtimeNs, mtimeMs } = await stat(join(fileURLToPath(folder), path), { bigint: true });
        return Math.abs(this.#clock.wall() - Number(mtimeMs)) < settledMs ? undefined : `${size} ${mtimeNs}`;
      } catch {
        return undefined;
      }
    });
  }
}

/** Keeps the order of the ranges; ranges of one file share the work. */
function forEachFile<T>(ranges: readonly FileOf[], work: (file: FileOf) => Promise<T>): Promise<readonly T[]> {
  const files = new Map<string, Promise<T>>();
  return Promise.all(
    ranges.map(({ folder, path }) => {
      const key = placeKey(folder, path);
      const found = files.get(key) ?? work({ folder, path });
      files.set(key, found);
      return found;
    }),
  );
}

const rangeKey = ({ folder, path, startLine, endLine }: PlaceRange): string => `${placeKey(folder, path)}\n${startLine}-${endLine}`;
