/**
 * Changes that Vibe proposes, one per document: written into the unsaved document as one undo step, shown in the editor with lenses and in
 * the diff editor against the text before, accepted or rejected hunk by hunk. Nothing is saved here. A person's own edits are never undone.
 */
import * as vscode from 'vscode';
import { abortError } from '../../server/protocol/abort-error.js';
import type { EditHere } from '../../server/protocol/ask-about.js';
import type { HunkProof } from '../../server/protocol/edit.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { hunksBetween, type TextHunk } from './line-diff.js';
import { PendingChange } from './pending-change.js';
import { proofOf, proofWords } from './proof-words.js';
import { ProposalMarks } from './proposal-marks.js';

const beforeScheme = 'vibe-before';
/** The reason why a writer was stopped: its text so far stays, together with the person's own words. */
export const personWrites = abortError('The person writes there');

/** Names the hunk of a lens; a key binding means the hunk at the cursor. */
export interface HunkAddress {
  readonly uri: string;
  readonly line: number;
}

interface Entry {
  readonly document: vscode.TextDocument;
  readonly change: PendingChange;
  /** True if the document had unsaved changes by the person. */
  readonly wasDirty: boolean;
  /** What a writer is doing, in words; undefined once the change is complete. */
  writing: { readonly words: string; readonly line: number; readonly stop: AbortController } | undefined;
  /** True during an edit by Vibe, whose event is not a person's. */
  editing: boolean;
  hasEdited: boolean;
  /** The request, so that it can be repeated in other words. */
  edit: EditHere | undefined;
  /** The proof of each hunk's place. */
  proof: readonly HunkProof[];
}

export class Proposals implements vscode.CodeLensProvider, vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #entries = new Map<string, Entry>();
  readonly #marks = new ProposalMarks();
  readonly #lensesChanged = new vscode.EventEmitter<void>();
  readonly #beforeChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #owned: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#lensesChanged.event;
  readonly onDidChange = this.#beforeChanged.event;

  constructor() {
    this.#owned = vscode.Disposable.from(
      this.#marks,
      this.#lensesChanged,
      this.#beforeChanged,
      vscode.languages.registerCodeLensProvider({ scheme: '*' }, this),
      vscode.workspace.registerTextDocumentContentProvider(beforeScheme, this),
      vscode.workspace.onDidChangeTextDocument(event => this.#changed(event)),
      vscode.workspace.onDidCloseTextDocument(document => this.#end(document.uri.toString())),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#draw()),
      vscode.window.onDidChangeActiveTextEditor(() => this.#tellContext()),
    );
  }

  /** Returns the document's text without the undecided change. */
  linesOf(document: vscode.TextDocument): readonly string[] {
    return this.#entries.get(document.uri.toString())?.change.base ?? linesIn(document);
  }

  /** Starts a writer: the first line of the edit gets the lens that shows what it is doing. Throws if another one is writing. */
  begin(document: vscode.TextDocument, edit: EditHere, stop: AbortController): void {
    const entry = this.#entryOf(document);
    const line = Math.min(edit.range.startLine, document.lineCount) - 1;
    if (entry.writing) throw new ProblemError('edit-refused', say('writingAlready'), say('waitOrEscape'));
    entry.writing = { words: '', line, stop };
    entry.edit = edit;
    this.#draw();
  }

  say(document: vscode.TextDocument, words: string): void {
    const entry = this.#entries.get(document.uri.toString());
    if (!entry?.writing || entry.writing.words === words) return;
    entry.writing = { ...entry.writing, words };
    this.#lensesChanged.fire();
  }

  /** Makes the document read so. A writer that has not ended shows more later; all of it is one undo step. */
  async show(document: vscode.TextDocument, lines: readonly string[], proof: readonly HunkProof[] = []): Promise<void> {
    const entry = this.#entryOf(document);
    // A proof names lines of the text before, which is not the original if an earlier change is undecided.
    entry.proof = entry.change.hunks.length === 0 ? proof : [];
    await this.#write(entry, lines);
    this.#draw();
  }

  /** Ends the writer. `lines` is its result; if undefined, the text before is restored. */
  async finish(document: vscode.TextDocument, lines: readonly string[] | undefined, proof: readonly HunkProof[] = []): Promise<void> {
    const entry = this.#entries.get(document.uri.toString());
    if (!entry) return;
    entry.proof = proof;
    try {
      await this.#write(entry, lines ?? entry.change.base);
    } finally {
      entry.writing = undefined;
      this.#settle(entry);
    }
  }

  stopWriting(): void {
    const document = vscode.window.activeTextEditor?.document;
    const entry = document && this.#entries.get(document.uri.toString());
    entry?.writing?.stop.abort(abortError());
  }

  /** Returns what a writer was asked for in this file; undefined if the change came from an answer. */
  editOf(uri: string | undefined): EditHere | undefined {
    return this.#find(uri === undefined ? undefined : { uri, line: 0 }).entry.edit;
  }

  accept(address: HunkAddress | undefined): void {
    const { entry, hunk } = this.#find(address);
    if (hunk) entry.change.accept(hunk);
    this.#settle(entry);
  }

  async reject(address: HunkAddress | undefined): Promise<void> {
    const { entry, hunk } = this.#find(address);
    if (hunk) await this.#write(entry, entry.change.without(hunk));
    this.#settle(entry);
  }

  acceptAll(uri: string | undefined): void {
    const { entry } = this.#find(uri === undefined ? undefined : { uri, line: 0 });
    for (const hunk of entry.change.hunks.toReversed()) entry.change.accept(hunk);
    this.#settle(entry);
  }

  async rejectAll(uri: string | undefined): Promise<void> {
    const { entry } = this.#find(uri === undefined ? undefined : { uri, line: 0 });
    await this.#write(entry, entry.change.base);
    this.#settle(entry);
  }

  /** Opens the editor's own diff of the text before and the document, which stays editable. */
  async showDiff(uri: string | undefined): Promise<void> {
    const { document } = this.#find(uri === undefined ? undefined : { uri, line: 0 }).entry;
    const name = vscode.workspace.asRelativePath(document.uri);
    const title = vscode.l10n.t('{0}: proposed by Vibe', name);
    await vscode.commands.executeCommand('vscode.diff', beforeOf(document.uri), document.uri, title, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const entry = this.#entries.get(uri.query);
    if (!entry) return '';
    return entry.change.base.join(eolOf(entry.document));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const uri = document.uri.toString();
    const entry = this.#entries.get(uri);
    if (!entry) return [];
    const { hunks } = entry.change;
    const lens = (line: number, title: string, command: string, argument: unknown): vscode.CodeLens => {
      const at = Math.min(line, document.lineCount - 1);
      return new vscode.CodeLens(new vscode.Range(at, 0, at, 0), { title, command, arguments: [argument] });
    };
    if (entry.writing) {
      const words = entry.writing.words || vscode.l10n.t('Vibe is writing');
      return [lens(entry.writing.line, `$(loading~spin) ${words}, ${vscode.l10n.t('press Escape to stop')}`, 'vibe.stopWriting', uri)];
    }
    return hunks.flatMap((hunk, i) => {
      const address: HunkAddress = { uri, line: hunk.start };
      const own = [
        lens(hunk.start, `$(check) ${vscode.l10n.t('Accept')}`, 'vibe.acceptChange', address),
        lens(hunk.start, `$(close) ${vscode.l10n.t('Reject')}`, 'vibe.rejectChange', address),
      ];
      const proof = proofOf(hunk, entry.proof);
      const stand = proof ? [lens(hunk.start, `$(verified) ${proofWords(proof)}`, 'vibe.showChanges', uri)] : [];
      if (i > 0) return [...own, ...stand];
      return [
        ...own,
        ...stand,
        ...(hunks.length > 1
          ? [
              lens(hunk.start, vscode.l10n.t('Accept All ({0})', hunks.length), 'vibe.acceptAllChanges', uri),
              lens(hunk.start, vscode.l10n.t('Reject All'), 'vibe.rejectAllChanges', uri),
            ]
          : []),
        ...(entry.edit ? [lens(hunk.start, vscode.l10n.t('Ask Again…'), 'vibe.editAgain', uri)] : []),
        lens(hunk.start, vscode.l10n.t('Show as Diff'), 'vibe.showChanges', uri),
      ];
    });
  }

  dispose(): void {
    for (const { writing } of this.#entries.values()) writing?.stop.abort();
    this.#owned.dispose();
  }

  #entryOf(document: vscode.TextDocument): Entry {
    const key = document.uri.toString();
    const known = this.#entries.get(key);
    if (known) return known;
    const change = new PendingChange(linesIn(document));
    const entry: Entry = {
      document,
      change,
      wasDirty: document.isDirty,
      writing: undefined,
      editing: false,
      hasEdited: false,
      edit: undefined,
      proof: [],
    };
    this.#entries.set(key, entry);
    return entry;
  }

  #find(address: HunkAddress | undefined): { readonly entry: Entry; readonly hunk: TextHunk | undefined } {
    const active = vscode.window.activeTextEditor;
    const entry = this.#entries.get(address?.uri ?? active?.document.uri.toString() ?? '');
    if (!entry) throw new ProblemError('not-found', say('noChangeWaits'), say('openChangedFile'));
    return { entry, hunk: entry.change.at(address?.line ?? active?.selection.active.line ?? 0) };
  }

  /** Replaces only the hunks that differ, so that cursor and folding are preserved. All edits of a proposal join its first undo step. */
  async #write(entry: Entry, lines: readonly string[]): Promise<void> {
    const { document } = entry;
    const key = document.uri.toString();
    const editor =
      vscode.window.visibleTextEditors.find(shown => shown.document.uri.toString() === key) ??
      (await vscode.window.showTextDocument(document, { preserveFocus: true, preview: false }));
    const hunks = hunksBetween(linesIn(document), lines);
    if (hunks.length > 0) {
      entry.editing = true;
      try {
        const done = await editor.edit(
          edit => {
            for (const hunk of hunks) edit.replace(...replacement(hunk, lines, document));
          },
          { undoStopBefore: !entry.hasEdited, undoStopAfter: false },
        );
        if (!done) throw new ProblemError('edit-refused', say('editorRefusedChange'), say('checkWritable'));
        entry.hasEdited = true;
      } finally {
        entry.editing = false;
      }
    }
    entry.change.reads(linesIn(document));
  }

  #changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const entry = this.#entries.get(document.uri.toString());
    if (!entry || entry.editing || contentChanges.length === 0) return;
    const changes = contentChanges.map(({ range, text }) => ({
      start: range.start.line,
      end: range.end.line + 1,
      nLines: text.split(/\r\n|\r|\n/).length,
    }));
    const touched = entry.change.edited(changes, linesIn(document));
    if (entry.writing && touched) entry.writing.stop.abort(personWrites);
    if (!entry.writing) this.#settle(entry);
  }

  /** Ends a change without undecided hunks. */
  #settle(entry: Entry): void {
    if (entry.change.hunks.length === 0 && !entry.writing) this.#end(entry.document.uri.toString());
    this.#beforeChanged.fire(beforeOf(entry.document.uri));
    this.#draw();
  }

  #end(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.writing?.stop.abort();
    this.#entries.delete(key);
    this.#draw();
    void this.#tidy(entry);
  }

  /** Saves the mark of a changed file: a document that equals the file on disk should not look changed. */
  async #tidy({ document, change, wasDirty }: Entry): Promise<void> {
    await this.#closeDiff(document);
    if (wasDirty || document.isUntitled || !document.isDirty || !change.isUndone) return;
    if (vscode.window.activeTextEditor?.document === document) await vscode.commands.executeCommand('workbench.action.files.revert');
  }

  /** A diff without differences is replaced by the file. */
  async #closeDiff(document: vscode.TextDocument): Promise<void> {
    const before = beforeOf(document.uri).toString();
    for (const group of vscode.window.tabGroups.all) {
      for (const tab of group.tabs) {
        if (!(tab.input instanceof vscode.TabInputTextDiff) || tab.input.original.toString() !== before) continue;
        // The file is opened first, because closing the only tab of an unsaved text would ask.
        if (!document.isClosed) await vscode.window.showTextDocument(document, { viewColumn: group.viewColumn, preview: false });
        await vscode.window.tabGroups.close(tab);
      }
    }
  }

  #draw(): void {
    // A diff editor tints the hunks itself.
    const diffs = new Set(vscode.window.tabGroups.all.filter(({ activeTab }) => isDiff(activeTab)).map(({ viewColumn }) => viewColumn));
    for (const editor of vscode.window.visibleTextEditors) {
      const entry =
        editor.viewColumn === undefined || diffs.has(editor.viewColumn) ? undefined : this.#entries.get(editor.document.uri.toString());
      this.#marks.show(editor, entry?.change.hunks ?? []);
    }
    this.#lensesChanged.fire();
    this.#tellContext();
  }

  #tellContext(): void {
    const entry = this.#entries.get(vscode.window.activeTextEditor?.document.uri.toString() ?? '');
    void vscode.commands.executeCommand('setContext', 'vibe.writing', entry?.writing !== undefined);
    void vscode.commands.executeCommand('setContext', 'vibe.proposing', entry !== undefined && !entry.writing);
  }
}

const isDiff = (tab: vscode.Tab | undefined): boolean =>
  tab?.input instanceof vscode.TabInputTextDiff && tab.input.original.scheme === beforeScheme;

export const linesIn = (document: vscode.TextDocument): readonly string[] => document.getText().split(/\r\n|\n/);

/** The path determines the language; the query names the document. */
const beforeOf = (uri: vscode.Uri): vscode.Uri => vscode.Uri.from({ scheme: beforeScheme, path: uri.path, query: uri.toString() });

const eolOf = (document: vscode.TextDocument): string => (document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n');

/** Returns the lines of `hunk` as the editor replaces them. The document's last line has no line break to remove. */
function replacement(
  { start, end, from, original }: TextHunk,
  lines: readonly string[],
  document: vscode.TextDocument,
): [vscode.Range, string] {
  const eol = eolOf(document);
  const text = lines.slice(start, end);
  const to = from + original.length;
  if (to < document.lineCount) return [new vscode.Range(from, 0, to, 0), text.map(line => line + eol).join('')];
  const last = document.lineAt(document.lineCount - 1).range.end;
  if (from === 0) return [new vscode.Range(new vscode.Position(0, 0), last), text.join(eol)];
  const before = document.lineAt(from - 1).range.end;
  return [new vscode.Range(before, last), text.map(line => eol + line).join('')];
}
