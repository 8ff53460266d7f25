/** Tells the server what the editor holds: open documents with their unsaved text, folders, and files that changed on the disk. */
import * as vscode from 'vscode';
import type { ServerProcess } from './server-process.js';

/** Watch events that come so close together are one message. */
const batchMs = 20;
const created = 1;
const changed = 2;
const deleted = 3;

export class DocumentSync implements vscode.Disposable {
  readonly #server: ServerProcess;
  readonly #owned: vscode.Disposable;
  #files: { readonly uri: string; readonly type: number }[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** For a server that is up and knows of no document yet. */
  constructor(server: ServerProcess) {
    this.#server = server;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    this.#owned = vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(uri => this.#fileChanged(uri, created)),
      watcher.onDidChange(uri => this.#fileChanged(uri, changed)),
      watcher.onDidDelete(uri => this.#fileChanged(uri, deleted)),
      vscode.workspace.onDidOpenTextDocument(document => this.#opened(document)),
      vscode.workspace.onDidChangeTextDocument(event => this.#changed(event)),
      vscode.workspace.onDidSaveTextDocument(document => this.#tell(document, 'didSave', {})),
      vscode.workspace.onDidCloseTextDocument(document => this.#tell(document, 'didClose', {})),
      vscode.workspace.onDidChangeWorkspaceFolders(({ added, removed }) =>
        server.notify('workspace/didChangeWorkspaceFolders', { event: { added: added.map(toFolder), removed: removed.map(toFolder) } }),
      ),
    );
    for (const document of vscode.workspace.textDocuments) this.#opened(document);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#owned.dispose();
  }

  #opened(document: vscode.TextDocument): void {
    const { languageId, version } = document;
    this.#tell(document, 'didOpen', { languageId, version, text: document.getText() });
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({ range: toWireRange(range), text }));
    this.#tell(document, 'didChange', { version: document.version }, { contentChanges: changes });
  }

  #tell(document: vscode.TextDocument, what: string, facts: object, more: object = {}): void {
    if (document.uri.scheme !== 'file') return;
    this.#server.notify(`textDocument/${what}`, { textDocument: { uri: document.uri.toString(), ...facts }, ...more });
  }

  #fileChanged(uri: vscode.Uri, type: number): void {
    this.#files.push({ uri: uri.toString(), type });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#server.notify('workspace/didChangeWatchedFiles', { changes: this.#files });
      this.#files = [];
    }, batchMs);
  }
}

export const toFolder = ({ uri, name }: vscode.WorkspaceFolder): { readonly uri: string; readonly name: string } => ({
  uri: uri.toString(),
  name,
});

interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export const toWireRange = ({ start, end }: vscode.Range): { readonly start: WirePosition; readonly end: WirePosition } => ({
  start: { line: start.line, character: start.character },
  end: { line: end.line, character: end.character },
});
