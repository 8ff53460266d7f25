/**
 * The main thread's side of the catalogue: conversations, hourly metrics, tuning records. Every call goes to the catalogue thread through a
 * bounded queue. Watches the file for what other windows save.
 */
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { background, type Log } from '../base/background.js';
import { type Disposable, toDisposable } from '../base/disposables.js';
import type { Conversations } from '../conversations/conversations.js';
import { catalogueFile } from '../disk/folder-layout.js';
import type { Recorder } from '../monitor/recorder.js';
import { Thread } from '../pool/thread.js';
import type { CallParams, CallResult } from '../pool/thread-messages.js';
import type { Conversation, ConversationHead, ConversationHit, Turn } from '../protocol/chat.js';
import { errorText } from '../protocol/error-text.js';
import type { CatalogueMethods, CatalogueThreadData, MetricRow } from './catalogue-methods.js';

export interface CatalogueOptions {
  /** The built entry file of the catalogue thread. */
  readonly entry: string | URL;
  /** Path of the compiled sql.js module. */
  readonly wasmFile: string;
  readonly storageDir: string;
  /** Called with a note that the user should see once: the file was damaged. */
  readonly onNote: (note: string) => void;
  readonly log: Log;
  readonly recorder: Recorder;
}

/** The thread ends after this long without a call, because sql.js holds megabytes. */
const idleMs = 60_000;

/**
 * The thread may hold rows that are not on the disk yet. A cancelled call that it is slow to notice is no reason to terminate it; only a
 * hang of this length is.
 */
const hangMs = 30_000;

export class Catalogue implements Conversations, Disposable {
  readonly #thread: Thread<CatalogueMethods>;
  readonly #options: CatalogueOptions;
  readonly #file: string;
  readonly #listeners = new Set<(conversationId: string) => void>();
  readonly #end = new AbortController();
  #watcher: FSWatcher | undefined;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(options: CatalogueOptions) {
    this.#options = options;
    this.#file = catalogueFile(options.storageDir);
    const data: CatalogueThreadData = { file: this.#file, wasmFile: options.wasmFile };
    const { entry, log, recorder } = options;
    this.#thread = new Thread<CatalogueMethods>({ entry, name: 'catalogue', data, graceMs: hangMs, log, recorder });
    this.#thread.onStart(() => this.#started());
  }

  list(signal: AbortSignal): Promise<readonly ConversationHead[]> {
    return this.#call('list', undefined, signal);
  }

  open(conversationId: string, signal: AbortSignal, last?: number): Promise<Conversation> {
    return this.#call('open', { conversationId, last }, signal);
  }

  earlier(conversationId: string, before: string, limit: number, signal: AbortSignal): Promise<readonly Turn[]> {
    return this.#call('earlier', { conversationId, before, limit }, signal);
  }

  appendTurn(conversationId: string, turn: Turn, signal: AbortSignal): Promise<void> {
    return this.#change(conversationId, 'putTurn', { conversationId, turn, mayCreate: true }, signal);
  }

  updateTurn(conversationId: string, turn: Turn, signal: AbortSignal): Promise<void> {
    return this.#change(conversationId, 'putTurn', { conversationId, turn, mayCreate: false }, signal);
  }

  cutFrom(conversationId: string, turnId: string, signal: AbortSignal): Promise<void> {
    return this.#change(conversationId, 'cutFrom', { conversationId, turnId }, signal);
  }

  rename(conversationId: string, title: string, signal: AbortSignal): Promise<void> {
    return this.#change(conversationId, 'rename', { conversationId, title }, signal);
  }

  pin(conversationId: string, pinned: boolean, signal: AbortSignal): Promise<void> {
    return this.#change(conversationId, 'pin', { conversationId, pinned }, signal);
  }

  delete(conversationId: string, signal: AbortSignal): Promise<void> {
    return this.#change(conversationId, 'delete', { conversationId }, signal);
  }

  search(text: string, signal: AbortSignal): Promise<readonly ConversationHit[]> {
    return this.#call('search', { text }, signal);
  }

  onChanged(listener: (conversationId: string) => void): Disposable {
    this.#listeners.add(listener);
    return toDisposable(() => void this.#listeners.delete(listener));
  }

  putMetrics(rows: readonly MetricRow[], signal: AbortSignal): Promise<void> {
    return this.#call('putMetrics', { rows }, signal);
  }

  metricsSince(name: string, since: number, signal: AbortSignal): Promise<readonly MetricRow[]> {
    return this.#call('metricsSince', { name, since }, signal);
  }

  putTuning(key: string, value: unknown, signal: AbortSignal): Promise<void> {
    return this.#call('putTuning', { key, value }, signal);
  }

  /** Resolves to undefined if nothing is stored under the key. */
  tuning(key: string, signal: AbortSignal): Promise<unknown> {
    return this.#call('tuning', { key }, signal);
  }

  /** Resolves once everything written so far is on the disk, or the disk has refused it. */
  async flush(signal: AbortSignal): Promise<void> {
    if (this.#thread.running) await this.#thread.call('flush', undefined, signal);
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#idleTimer);
    this.#watcher?.close();
    await this.flush(this.#end.signal).catch((error: unknown) => this.#options.log('error', errorText(error)));
    this.#end.abort();
    await this.#thread.dispose();
  }

  async #call<Name extends keyof CatalogueMethods>(
    name: Name,
    params: CallParams<CatalogueMethods, Name>,
    signal: AbortSignal,
  ): Promise<CallResult<CatalogueMethods, Name>> {
    try {
      return await this.#thread.call(name, params, signal);
    } finally {
      clearTimeout(this.#idleTimer);
      this.#idleTimer = setTimeout(() => background('resting the catalogue', this.#rest(), this.#options.log), idleMs).unref();
    }
  }

  async #change<Name extends keyof CatalogueMethods>(
    conversationId: string,
    name: Name,
    params: CallParams<CatalogueMethods, Name>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#call(name, params, signal);
    for (const listener of this.#listeners) listener(conversationId);
  }

  /** Ends the thread if everything is saved. Rows that the disk refused exist only in the thread, so it then stays. */
  async #rest(): Promise<void> {
    if (await this.#thread.call('flush', undefined, this.#end.signal)) await this.#thread.end();
  }

  #started(): void {
    background('looking at the catalogue', this.#takeNote(), this.#options.log);
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(dirname(this.#file), { persistent: false }, (_, name) => {
        if (name === basename(this.#file)) background('taking in the catalogue', this.#sync(), this.#options.log);
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // The folder does not exist before the first save; the next start of the thread tries again.
    }
  }

  async #takeNote(): Promise<void> {
    const note = await this.#thread.call('takeNote', undefined, this.#end.signal);
    if (note !== undefined) this.#options.onNote(note);
  }

  /** Reads the file again after another window, or this one, has saved. */
  async #sync(): Promise<void> {
    for (const id of await this.#thread.call('sync', undefined, this.#end.signal)) for (const listener of this.#listeners) listener(id);
  }
}
