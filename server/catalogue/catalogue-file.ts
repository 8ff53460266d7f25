/**
 * The catalogue's file: one line with magic, version and hash, then the database. The whole file is saved soon after a change, under a
 * short-lived lock and merged with what other windows have saved meanwhile. A damaged file is renamed, and whatever can be read of it is
 * recovered.
 */

import { createHash } from 'node:crypto';
import { rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as later } from 'node:timers/promises';
import { readRegular } from '../base/regular-file.js';
import { type Disk, makeFolder, writeAtomically } from '../disk/atomic-file.js';
import { FolderLock } from '../disk/folder-lock.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { CatalogueDatabase } from './catalogue-database.js';
import { catalogueVersion } from './catalogue-schema.js';

/** sql.js holds the database in memory: a larger one could not be opened. */
const maxCatalogueBytes = 1024 * 1024 * 1024;

const magic = 'vibe-catalogue';
/** How often and how many times to try for the lock. Another window holds it only while it saves. */
const lockRetryMs = 250;
const maxLockTries = 40;

export type LoadOutcome =
  | { readonly kind: 'nothing-new' }
  | { readonly kind: 'loaded' }
  /** The file was damaged. `note` is shown to the user. */
  | { readonly kind: 'recovered'; readonly note: string };

export class CatalogueFile {
  readonly #path: string;
  readonly #disk: Disk;
  /** Signature of the file when it was last read or written here. */
  #signature = '';

  constructor(path: string, disk: Disk) {
    this.#path = path;
    this.#disk = disk;
  }

  /** Merges the file into the database if the file has changed since the last call. */
  async load(database: CatalogueDatabase): Promise<LoadOutcome> {
    const signature = await this.#sign();
    if (signature === this.#signature) return { kind: 'nothing-new' };
    const bytes = await readRegular(this.#path, maxCatalogueBytes).catch(() => undefined);
    if (bytes === undefined) return { kind: 'nothing-new' };
    this.#signature = signature;
    const lineEnd = bytes.indexOf(0x0a);
    const [foundMagic, version, hash] = bytes.toString('latin1', 0, Math.max(0, lineEnd)).split(' ');
    const body = bytes.subarray(lineEnd + 1);
    if (foundMagic === magic && version === String(catalogueVersion) && hash === hashOf(body)) {
      database.take(body);
      return { kind: 'loaded' };
    }
    return { kind: 'recovered', note: await this.#recover(database, bytes) };
  }

  /** Saves the database, merged with what other windows have saved. Rejects with `storage-unwritable`. */
  async save(database: CatalogueDatabase): Promise<void> {
    await makeFolder(dirname(this.#path), this.#disk);
    const lock = new FolderLock(`${this.#path}.lock`);
    await this.#lock(lock);
    try {
      await this.load(database);
      const body = database.export();
      await writeAtomically(this.#path, [Buffer.from(`${magic} ${catalogueVersion} ${hashOf(body)}\n`), body], this.#disk);
      this.#signature = await this.#sign();
    } finally {
      await lock.release();
    }
  }

  /** Bounded by its tries, so it takes no signal. */
  async #lock(lock: FolderLock): Promise<void> {
    for (let attempt = 0; attempt < maxLockTries; attempt++) {
      const answer = await lock.take();
      if (answer.kind === 'taken') return;
      if (answer.kind === 'unwritable')
        throw new ProblemError(
          'storage-unwritable',
          say('conversationsNotSaved', { folder: dirname(this.#path) }),
          say('makeThatFolderWritable'),
          { cause: answer.error },
        );
      await later(lockRetryMs);
    }
    throw new ProblemError('storage-unwritable', say('catalogueLocked'), say('closeThatWindow'));
  }

  /** Renames the damaged file to one fixed name, so that repeated damage never fills the disk. */
  async #recover(database: CatalogueDatabase, bytes: Uint8Array): Promise<string> {
    const aside = `${this.#path}.damaged`;
    await rename(this.#path, aside).catch(() => undefined);
    const start = findDatabase(bytes);
    if (start < 0) return `The stored conversations were damaged and could not be read; the file is kept as "${aside}"`;
    try {
      const { nMerged, nSkipped } = database.merge(bytes.subarray(start));
      return `The stored conversations were damaged: ${nMerged} records were recovered, ${nSkipped} could not be; the file is kept as "${aside}"`;
    } catch {
      return `The stored conversations were damaged and could not be read; the file is kept as "${aside}"`;
    }
  }

  async #sign(): Promise<string> {
    const found = await stat(this.#path).catch(() => undefined);
    return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
  }
}

const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

/** Finds SQLite's own magic, in case only the first line is damaged. */
const findDatabase = (bytes: Uint8Array): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).indexOf('SQLite format 3\0');
