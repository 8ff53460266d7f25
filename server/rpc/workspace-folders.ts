/**
 * Passes the client's workspace folders and watched files to the workspace as paths. A folder with another scheme is reported and skipped.
 */
import type { WorkspaceFoldersChangeEvent } from 'vscode-languageserver/node';
import { background, type Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { filePathOf } from '../base/file-uris.js';
import type { Workspace } from '../indexing/workspace.js';
import { abortError } from '../protocol/abort-error.js';

/** Watch events within this time form one batch, because a branch switch touches thousands of files. */
const batchMs = 30;

export class WorkspaceFolders implements Disposable {
  readonly #roots = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #controller = new AbortController();
  readonly #workspace: Workspace;
  readonly #log: Log;
  readonly #warn: (text: string) => void;
  #adding: Promise<void>[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(workspace: Workspace, log: Log, warn: (text: string) => void) {
    this.#workspace = workspace;
    this.#log = log;
    this.#warn = warn;
  }

  /** Returns absolute paths. */
  roots(): readonly string[] {
    return [...this.#roots];
  }

  /** Resolves when the folders that were added so far have a status. Failures are reported elsewhere. */
  async added(): Promise<void> {
    await Promise.allSettled(this.#adding.splice(0));
  }

  add(uri: string): void {
    const path = filePathOf(uri);
    if (path === undefined) return this.#warn(`Vibe: "${uri}" is no folder of this machine's disk and is not indexed`);
    if (this.#roots.has(path)) return;
    this.#roots.add(path);
    const adding = this.#workspace.addFolder(path, this.#controller.signal);
    this.#adding.push(adding);
    background(`Adding "${path}"`, adding, this.#log);
  }

  change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    for (const { uri } of removed) {
      const path = filePathOf(uri);
      if (path !== undefined && this.#roots.delete(path)) background(`Removing "${path}"`, this.#workspace.removeFolder(path), this.#log);
    }
    for (const { uri } of added) this.add(uri);
  }

  filesChanged(uris: readonly string[]): void {
    for (const uri of uris) {
      const path = filePathOf(uri);
      if (path !== undefined) this.#changed.add(path);
    }
    this.#timer ??= setTimeout(() => this.#flush(), batchMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#controller.abort(abortError());
  }

  #flush(): void {
    this.#timer = undefined;
    const paths = [...this.#changed];
    this.#changed.clear();
    if (paths.length > 0) background('Taking in changed files', this.#workspace.changed(paths, this.#controller.signal), this.#log);
  }
}
