/**
 * The completer as the server's main thread sees it. Nothing happens before the first request: then the thread starts and reads the folders,
 * and what they become is followed. Requests that come before all is read are answered from what there is.
 */
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { Thread } from '../pool/thread.js';
import { abortError } from '../protocol/abort-error.js';
import type { CompletionFolder, CompletionMethods } from './completion-methods.js';
import type { LineCompletionRequest } from './line-completer.js';
import type { LineSuggestion } from './shown-suggestion.js';

/** Changes of the folders are taken in together, at most this often. */
const refillMs = 5_000;
const maxPaths = 1_000;

export interface CompletionSetup {
  readonly thread: Thread<CompletionMethods>;
  /** The files that can be found now. */
  readonly folders: () => readonly CompletionFolder[];
  /** Whether the text of a file may be suggested in others: false for one that is ignored or a secret. */
  readonly isShared: (path: string, signal: AbortSignal) => Promise<boolean>;
  readonly log: Log;
}

export class CompletionClient implements Disposable {
  readonly #setup: CompletionSetup;
  readonly #end = new AbortController();
  /** By path; false until the answer is known. */
  readonly #shared = new Map<string, boolean>();
  #filledStart = -1;
  #timer: NodeJS.Timeout | undefined;

  constructor(setup: CompletionSetup) {
    this.#setup = setup;
  }

  suggest(request: LineCompletionRequest, signal: AbortSignal): Promise<LineSuggestion> {
    const { thread } = this.#setup;
    const answer = thread.call('suggest', { ...request, isPrivate: !this.#isShared(request.path) }, signal);
    // A thread that was started again knows nothing.
    if (this.#filledStart !== thread.nStarts) this.#fill();
    return answer;
  }

  /** The files of the folders may have changed. */
  changed(): void {
    if (this.#filledStart < 0) return;
    // The rules of what is ignored may have changed too.
    this.#shared.clear();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#setup.thread.running) this.#fill();
    }, refillMs).unref();
  }

  #isShared(path: string): boolean {
    const known = this.#shared.get(path);
    if (known !== undefined) return known;
    if (this.#shared.size === maxPaths) this.#shared.clear();
    this.#shared.set(path, false);
    const { isShared, log } = this.#setup;
    const look = isShared(path, this.#end.signal).then(answer => void this.#shared.set(path, answer));
    background('Looking whether a file is ignored', look, log);
    return false;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#end.abort(abortError());
  }

  #fill(): void {
    const { thread, folders, log } = this.#setup;
    this.#filledStart = thread.nStarts;
    background('Reading the folders for completion', thread.call('fill', { folders: folders() }, this.#end.signal), log);
  }
}
