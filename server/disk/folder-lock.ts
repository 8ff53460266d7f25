/**
 * Ensures that one process at a time writes a folder's index: a lock file that its holder touches regularly. A holder counts as gone if its
 * process is dead, or if the file's time stays the same over several checks. File times are compared only with each other and never with
 * the clock, so a clock that jumps or a machine that slept does not make a holder look gone, and a reused process id does not keep a dead
 * holder alive.
 */
import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { errnoOf } from '../base/errno.js';
import { isProcessAlive } from '../base/process-alive.js';
import { processStart } from '../base/process-start.js';
import { readRegular, readRegularSync } from '../base/regular-file.js';

const holderSchema = v.object({ nonce: v.string(), pid: v.number(), host: v.string(), start: v.optional(v.string()) });
type Holder = v.InferOutput<typeof holderSchema>;

/** The holder touches the lock, and others check it, at this interval. */
export const beatMs = 1_000;
/** Consecutive checks without a beat after which a holder counts as gone. */
const maxMissedBeats = 8;
/** A lock that cannot be read is read once more after this time, in milliseconds: a file system without links shows a lock while it is written. */
const unreadableMs = 150;
const maxLockBytes = 4096;

export type LockAnswer =
  | { readonly kind: 'taken' }
  /** `isProven`: the holder was seen to beat, or is the very process that took the lock. */
  | { readonly kind: 'held-by-other'; readonly pid: number | undefined; readonly isProven: boolean }
  /** No lock can be created: the storage is read-only or full. */
  | { readonly kind: 'unwritable'; readonly error: unknown };

/** What a check of another holder's lock saw. */
interface LockState {
  readonly text: string;
  readonly mtimeMs: number;
}

export class FolderLock {
  readonly #path: string;
  readonly #nonce = randomBytes(8).toString('hex');
  readonly #isAlive: (pid: number) => boolean;
  #seen: LockState | undefined;
  #nSame = 0;

  constructor(path: string, isAlive: (pid: number) => boolean = isProcessAlive) {
    this.#path = path;
    this.#isAlive = isAlive;
  }

  /** Takes the lock if it is free, unreadable, or its holder is gone. Call once per beat while another process holds it. */
  async take(): Promise<LockAnswer> {
    const created = await this.#create();
    if (created !== 'exists') return created;
    const seen = await this.#inspectTwice();
    if (seen === undefined) return { kind: 'held-by-other', pid: undefined, isProven: false };
    const holder = holderIn(seen.text);
    const isSame = this.#seen?.text === seen.text && this.#seen.mtimeMs === seen.mtimeMs;
    const hasBeaten = !isSame && this.#seen?.text === seen.text;
    this.#nSame = isSame ? this.#nSame + 1 : 0;
    this.#seen = seen;
    if (holder !== undefined && !this.#isGone(holder) && this.#nSame < maxMissedBeats)
      return { kind: 'held-by-other', pid: holder.pid, isProven: hasBeaten || isSameProcess(holder) };
    await this.#clear(seen);
    const taken = await this.#create();
    return taken === 'exists' ? { kind: 'held-by-other', pid: undefined, isProven: false } : taken;
  }

  /** Touches the lock to show that the holder is alive. */
  async beat(): Promise<void> {
    const now = new Date();
    await utimes(this.#path, now, now).catch(() => undefined);
  }

  /** Checked before every commit: a holder that was suspended for long may have been taken for gone. */
  async holds(): Promise<boolean> {
    return holderIn((await this.#inspect())?.text ?? '')?.nonce === this.#nonce;
  }

  async release(): Promise<void> {
    if (await this.holds()) await rm(this.#path, { force: true });
  }

  #isGone(holder: Holder): boolean {
    if (holder.host !== hostname()) return false;
    const start = processStart(holder.pid);
    return !this.#isAlive(holder.pid) || (start !== undefined && holder.start !== undefined && start !== holder.start);
  }

  /** Writes the lock aside and links it into place, so that a half-written one can never be read. */
  async #create(): Promise<LockAnswer | 'exists'> {
    const start = processStart(process.pid);
    const text = JSON.stringify({ nonce: this.#nonce, pid: process.pid, host: hostname(), ...(start !== undefined && { start }) });
    const aside = `${this.#path}.${this.#nonce}.new.tmp`;
    try {
      await writeFile(aside, text, { mode: 0o600 });
      await link(aside, this.#path);
      return { kind: 'taken' };
    } catch (error) {
      const code = errnoOf(error);
      if (code === 'EEXIST') return 'exists';
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS' || code === 'EMLINK')
        return await this.#createWithoutLinks(text);
      return { kind: 'unwritable', error };
    } finally {
      await rm(aside, { force: true }).catch(() => undefined);
    }
  }

  async #createWithoutLinks(text: string): Promise<LockAnswer | 'exists'> {
    try {
      const file = await open(this.#path, 'wx', 0o600);
      try {
        await file.writeFile(text);
      } finally {
        await file.close();
      }
      return { kind: 'taken' };
    } catch (error) {
      return errnoOf(error) === 'EEXIST' ? 'exists' : { kind: 'unwritable', error };
    }
  }

  async #inspectTwice(): Promise<LockState | undefined> {
    const seen = await this.#inspect();
    if (seen === undefined || holderIn(seen.text) !== undefined) return seen;
    await pause(unreadableMs);
    return this.#inspect();
  }

  /** Returns undefined if there is no lock. Anything other than a regular file reads as an empty lock. */
  async #inspect(): Promise<LockState | undefined> {
    try {
      const { mtimeMs } = await lstat(this.#path);
      const text = await readRegular(this.#path, maxLockBytes).then(
        bytes => bytes.toString('utf8'),
        () => '',
      );
      return { text, mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** Moves a dead holder's lock away. If another process took the lock first and the moved file is that one, it is put back. */
  async #clear(seen: LockState): Promise<void> {
    const aside = `${this.#path}.${this.#nonce}.tmp`;
    try {
      await rename(this.#path, aside);
      const moved = await readRegular(aside, maxLockBytes).catch(() => Buffer.alloc(0));
      if (moved.toString('utf8') !== seen.text) await link(aside, this.#path);
    } catch {
      // The file is gone already, or was put back; `#create` finds out which.
    } finally {
      await rm(aside, { force: true, recursive: true });
    }
  }
}

/** Checks once, for callers that cannot wait for beats, whether a process that seems to be alive holds the lock. */
export function isHeldNow(path: string, isAlive: (pid: number) => boolean = isProcessAlive): boolean {
  try {
    const holder = holderIn(readRegularSync(path, maxLockBytes).toString('utf8'));
    return holder !== undefined && (holder.host !== hostname() || isAlive(holder.pid));
  } catch {
    return false;
  }
}

/** True if the holder is certainly the process that took the lock, and not another one with its id. */
const isSameProcess = ({ host, pid, start }: Holder): boolean => host === hostname() && start !== undefined && start === processStart(pid);

function holderIn(text: string): Holder | undefined {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // The file is just being written, or was cut short by a crash.
    return undefined;
  }
}
