/**
 * Owns the catalogue and its file: loads on first use, saves soon after a change, merges what other windows save. Runs in the catalogue
 * thread.
 */
import { background, type Log } from '../base/background.js';
import type { Clock } from '../base/clock.js';
import type { Disk } from '../disk/atomic-file.js';
import { ProblemError, problemLine } from '../protocol/problem.js';
import { englishWording } from '../protocol/sentences/sentence.js';
import { CatalogueDatabase } from './catalogue-database.js';
import { CatalogueFile } from './catalogue-file.js';
import { CatalogueRows } from './catalogue-rows.js';

export interface KeeperOptions {
  readonly file: string;
  readonly wasm: Uint8Array;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly log: Log;
}

/** Changes within this time are saved together: a streaming answer is put many times. */
const saveAfterMs = 250;
/** Time before saving is tried again after the disk refused it. */
const retryMs = 30_000;

export class CatalogueKeeper {
  readonly rows: CatalogueRows;
  readonly #database: CatalogueDatabase;
  readonly #file: CatalogueFile;
  readonly #log: Log;
  #note: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDirty = false;
  #saving: Promise<void> | undefined;

  static async open(options: KeeperOptions): Promise<CatalogueKeeper> {
    const keeper = new CatalogueKeeper(await CatalogueDatabase.create(options.wasm), options);
    await keeper.#load();
    keeper.rows.sweep();
    return keeper;
  }

  private constructor(database: CatalogueDatabase, { file, disk, clock, log }: KeeperOptions) {
    this.#database = database;
    this.#file = new CatalogueFile(file, disk);
    this.#log = log;
    this.rows = new CatalogueRows(database, clock);
  }

  /** Schedules a save after a row was written. */
  changed(): void {
    this.#isDirty = true;
    this.#timer ??= setTimeout(() => background('saving the catalogue', this.flush(), this.#log), saveAfterMs);
  }

  /** Resolves to true once everything written before the call is on the disk, or to false if the disk refused it. */
  async flush(): Promise<boolean> {
    await this.#saving;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#isDirty) return true;
    this.#isDirty = false;
    this.#saving = this.#save().finally(() => (this.#saving = undefined));
    await this.#saving;
    return !this.#isDirty;
  }

  /** Returns the conversations that other windows have changed since the last call. */
  async sync(): Promise<readonly string[]> {
    // The file event may come from this window's own save, which records the file's signature only when it is done.
    await this.#saving;
    const before = this.rows.versions();
    await this.#load();
    return [...this.rows.versions()].filter(([id, version]) => before.get(id) !== version).map(([id]) => id);
  }

  takeNote(): string | undefined {
    const note = this.#note;
    this.#note = undefined;
    return note;
  }

  async #load(): Promise<void> {
    const outcome = await this.#file.load(this.#database);
    if (outcome.kind !== 'recovered') return;
    this.#note = outcome.note;
    this.#log('warn', outcome.note);
    this.changed();
  }

  async #save(): Promise<void> {
    try {
      await this.#file.save(this.#database);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#log('warn', problemLine(error.problem, englishWording));
      this.#isDirty = true;
      this.#timer ??= setTimeout(() => background('saving the catalogue', this.flush(), this.#log), retryMs).unref();
    }
  }
}
