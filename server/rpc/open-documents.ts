/**
 * Keeps the index in step with the editor's unsaved text, so that a search finds what is on the screen. A document whose text equals its
 * file needs no overlay. Changes are coalesced: while one version is indexed, only the newest one waits.
 */
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { filePathOf } from '../base/file-uris.js';
import { within } from '../base/within.js';
import { abortError, isAbort } from '../protocol/abort-error.js';
import { errorText } from '../protocol/error-text.js';

/** Longest time that a search waits for unsaved text to be indexed. */
const settleMs = 250;

/** The index that follows the documents. */
interface DocumentIndex {
  overlay(path: string, text: string | undefined, signal: AbortSignal): Promise<void>;
  changed(paths: readonly string[], signal: AbortSignal): Promise<void>;
}

interface Pending {
  readonly path: string;
  /** What to do next; `clean` drops the overlay. */
  next: 'overlay' | 'clean' | undefined;
  running: Promise<void> | undefined;
}

export class OpenDocuments implements Disposable {
  readonly #documents = new Map<string, TextDocument>();
  readonly #pending = new Map<string, Pending>();
  readonly #controller = new AbortController();
  readonly #index: DocumentIndex;
  readonly #readText: (path: string) => Promise<string | undefined>;
  readonly #log: Log;

  /** `readText` returns a file's text, or undefined if it cannot be read. */
  constructor(index: DocumentIndex, readText: (path: string) => Promise<string | undefined>, log: Log) {
    this.#index = index;
    this.#readText = readText;
    this.#log = log;
  }

  get(uri: string): TextDocument | undefined {
    return this.#documents.get(uri);
  }

  opened(uri: string, languageId: string, version: number, text: string): void {
    const path = filePathOf(uri);
    if (path === undefined) return;
    this.#documents.set(uri, TextDocument.create(uri, languageId, version, text));
    // A restarted server gets unsaved text in an open notification, so it compares the text with the file.
    const compare = async (): Promise<void> => {
      const stored = await this.#readText(path);
      if (stored !== text && this.#documents.get(uri)?.version === version) this.#want(uri, path, 'overlay');
    };
    background('Comparing an opened document', compare(), this.#log);
  }

  changed(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    const path = filePathOf(uri);
    if (document === undefined || path === undefined) return;
    this.#documents.set(uri, TextDocument.update(document, [...changes], version));
    this.#want(uri, path, 'overlay');
  }

  saved(uri: string): void {
    const path = filePathOf(uri);
    if (path === undefined) return;
    const save = async (): Promise<void> => {
      // First the file, then the overlay: in between, the newer text is found twice, which is better than finding the older text.
      await this.#index.changed([path], this.#controller.signal);
      const document = this.#documents.get(uri);
      if (document === undefined || document.getText() === (await this.#readText(path))) this.#want(uri, path, 'clean');
    };
    background('Taking in a saved document', save(), this.#log);
  }

  closed(uri: string): void {
    const path = filePathOf(uri);
    if (path !== undefined && this.#documents.delete(uri)) this.#want(uri, path, 'clean');
  }

  /** Resolves when all current unsaved text can be found, or after a short while. */
  async settled(signal: AbortSignal): Promise<void> {
    const running = [...this.#pending.values()].flatMap(({ running }) => (running === undefined ? [] : [running]));
    if (running.length === 0) return;
    await within(Promise.all(running), settleMs, signal);
  }

  dispose(): void {
    this.#controller.abort(abortError());
    this.#documents.clear();
  }

  #want(uri: string, path: string, action: 'overlay' | 'clean'): void {
    const pending = this.#pending.get(uri) ?? { path, next: undefined, running: undefined };
    pending.next = action;
    if (pending.running !== undefined) return;
    this.#pending.set(uri, pending);
    pending.running = this.#drain(uri, pending);
  }

  async #drain(uri: string, pending: Pending): Promise<void> {
    try {
      while (pending.next !== undefined) {
        const text = pending.next === 'overlay' ? this.#documents.get(uri)?.getText() : undefined;
        pending.next = undefined;
        await this.#index.overlay(pending.path, text, this.#controller.signal);
      }
    } catch (error) {
      if (!isAbort(error)) this.#log('warn', `Unsaved text of "${pending.path}" was not taken in: ${errorText(error)}`);
    } finally {
      this.#pending.delete(uri);
    }
  }
}
