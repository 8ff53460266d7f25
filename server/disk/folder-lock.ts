/**
 * Ensures that one process at a time writes a folder's index: a lock file that its holder touches regularly. A holder counts as gone if its
 * process is dead, or if the file's time stays the same over several checks. File times are compared only with each other and never with
 * the clock, so a clock that jumps or a machine that slept does not make a holder look gone, and a reused process id does not keep a dead
 * holder alive.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { errnoOf } from '../base/errno.js';
import { isProcessAlive } from '../base/process-alive.js';

const holderSchema = v.object({ nonce: v.string(), pid: v.number(), host: v.string() });

/** The holder touches the lock, and others check it, at this interval. */
export const beatMs = 1_000;
/** Consecutive checks without a beat after which a holder counts as gone. */
const maxMissedBeats = 8;

export type LockAnswer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'held-by-other'; readonly pid: number | undefined }
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

  /** Takes the lock if it is free or its holder is gone. Call once per beat while another process holds it. */
  async take(): Promise<LockAnswer> {
    const created = await this.#create();
    if (created !== 'exists') return created;
    const seen = await this.#inspect();
    if (seen === undefined) return { kind: 'held-by-other', pid: undefined };
    const holder = holderIn(seen.text);
    const isSame = this.#seen?.text === seen.text && this.#seen.mtimeMs === seen.mtimeMs;
    this.#nSame = isSame ? this.#nSame + 1 : 0;
    this.#seen = seen;
    const isDead = holder !== undefined && holder.host === hostname() && !this.#isAlive(holder.pid);
    if (!isDead && this.#nSame < maxMissedBeats) return { kind: 'held-by-other', pid: holder?.pid };
    await this.#clear(seen);
    const taken = await this.#create();
    return taken === 'exists' ? { kind: 'held-by-other', pid: undefined } : taken;
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

  async #create(): Promise<LockAnswer | 'exists'> {
    try {
      const file = await open(this.#path, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify({ nonce: this.#nonce, pid: process.pid, host: hostname() }));
      } finally {
        await file.close();
      }
      return { kind: 'taken' };
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return 'exists';
      return { kind: 'unwritable', error };
    }
  }

  async #inspect(): Promise<LockState | undefined> {
    try {
      const [text, { mtimeMs }] = await Promise.all([readFile(this.#path, 'utf8'), stat(this.#path)]);
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
      if ((await readFile(aside, 'utf8')) !== seen.text) await link(aside, this.#path);
    } catch {
      // The file is gone already, or was put back; `#create` finds out which.
    } finally {
      await rm(aside, { force: true });
    }
  }
}

/** Checks once, for callers that cannot wait for beats, whether a process that seems to be alive holds the lock. */
export function isHeldNow(path: string, isAlive: (pid: number) => boolean = isProcessAlive): boolean {
  try {
    const holder = holderIn(readFileSync(path, 'utf8'));
    return holder !== undefined && (holder.host !== hostname() || isAlive(holder.pid));
  } catch {
    return false;
  }
}

function holderIn(text: string): v.InferOutput<typeof holderSchema> | undefined {
  try {
    const parsed = v.safeParse(holderSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // The file is just being written, or was cut short by a crash.
    return undefined;
  }
}
