/**
 * The one writer of a folder's index, among windows and processes: a file that its holder touches again and again. A holder that is gone
 * is told by its dead process, or by a beat that stays out over several looks; times are compared with each other only, never with a
 * clock, so that neither a clock that jumps nor a machine that slept makes a holder look gone, and no reused process id keeps one alive.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';
import { errnoOf } from '../base/errno.js';

const holderSchema = v.object({ nonce: v.string(), pid: v.number(), host: v.string() });

/** The holder beats so often, and others look so often. */
export const beatMs = 1_000;
/** Looks in a row without a beat before a holder counts as gone. */
const patience = 8;

export type LockAnswer =
  | { readonly kind: 'taken' }
  | { readonly kind: 'held-by-other'; readonly pid: number | undefined }
  /** Locks cannot be kept here: the storage is read-only or full. */
  | { readonly kind: 'unwritable'; readonly error: unknown };

/** What a look at another's lock saw. */
interface Sight {
  readonly text: string;
  readonly mtimeMs: number;
}

export class FolderLock {
  readonly #path: string;
  readonly #nonce = randomBytes(8).toString('hex');
  readonly #isAlive: (pid: number) => boolean;
  #seen: Sight | undefined;
  #nSame = 0;

  constructor(path: string, isAlive: (pid: number) => boolean = isProcessAlive) {
    this.#path = path;
    this.#isAlive = isAlive;
  }

  /** Takes the lock where it is free or its holder is gone. To be called once a beat while another holds it. */
  async take(): Promise<LockAnswer> {
    const created = await this.#create();
    if (created !== 'exists') return created;
    const sight = await this.#look();
    if (sight === undefined) return { kind: 'held-by-other', pid: undefined };
    const holder = holderIn(sight.text);
    const isSame = this.#seen?.text === sight.text && this.#seen.mtimeMs === sight.mtimeMs;
    this.#nSame = isSame ? this.#nSame + 1 : 0;
    this.#seen = sight;
    const isDead = holder !== undefined && holder.host === hostname() && !this.#isAlive(holder.pid);
    if (!isDead && this.#nSame < patience) return { kind: 'held-by-other', pid: holder?.pid };
    await this.#clear(sight);
    const taken = await this.#create();
    return taken === 'exists' ? { kind: 'held-by-other', pid: undefined } : taken;
  }

  /** The holder's sign of life. */
  async beat(): Promise<void> {
    const now = new Date();
    await utimes(this.#path, now, now).catch(() => undefined);
  }

  /** Before every commit: a holder that was stopped for long may have been taken for gone. */
  async holds(): Promise<boolean> {
    return holderIn((await this.#look())?.text ?? '')?.nonce === this.#nonce;
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

  async #look(): Promise<Sight | undefined> {
    try {
      const [text, { mtimeMs }] = await Promise.all([readFile(this.#path, 'utf8'), stat(this.#path)]);
      return { text, mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** Moves the dead holder's lock away. Where another taker was faster and it is his, it is put back. */
  async #clear(sight: Sight): Promise<void> {
    const aside = `${this.#path}.${this.#nonce}.tmp`;
    try {
      await rename(this.#path, aside);
      if ((await readFile(aside, 'utf8')) !== sight.text) await link(aside, this.#path);
    } catch {
      // Gone already, or put back by its taker: `#create` tells.
    } finally {
      await rm(aside, { force: true });
    }
  }
}

/** One look, for whoever cannot wait for beats: whether a process that lives, as far as this machine can tell, holds the lock. */
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
    // Just being written, or cut short by a crash.
    return undefined;
  }
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
