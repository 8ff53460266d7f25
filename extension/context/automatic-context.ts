/**
 * Context that the editor attaches to a question automatically: the selection, the visible lines of open editors, the last edits. The panel
 * shows each as a chip before it is sent; nothing is sent from here. Reads documents only through the editor.
 */
import * as vscode from 'vscode';
import type { Attachment } from '../../server/protocol/chat.js';
import type { PanelReply } from '../../server/protocol/panel-messages.js';
import { toPlaceRange } from '../editor/workspace-place.js';
import type { Settings } from '../settings/settings.js';
import { RecentEdits } from './recent-edits.js';

/** Pause in a person's activity after which the panel is updated. */
const pauseMs = 250;
const maxSelectionChars = 100_000;
const maxEditors = 3;
const maxVisibleLines = 60;
const maxEdits = 3;
const maxEditedLines = 40;

export class AutomaticContext implements vscode.Disposable {
  readonly #settings: Settings;
  readonly #tell: (reply: PanelReply) => void;
  readonly #edits = new RecentEdits();
  readonly #watches: vscode.Disposable;
  #reported = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: Settings, tell: (reply: PanelReply) => void) {
    this.#settings = settings;
    this.#tell = tell;
    const soon = (): void => this.#soon();
    this.#watches = vscode.Disposable.from(
      vscode.window.onDidChangeTextEditorSelection(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.window.onDidChangeTextEditorVisibleRanges(soon),
      settings.onDidChangeAutomatic(soon),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#edits.forget(uri.toString())),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.scheme !== 'file') return;
        for (const { range, text } of contentChanges) {
          const addedLines = text.split('\n').length - 1 - (range.end.line - range.start.line);
          this.#edits.note(document.uri.toString(), { startLine: range.start.line, endLine: range.end.line, addedLines });
        }
        if (contentChanges.length > 0) this.#soon();
      }),
    );
  }

  /** For a panel that has just loaded. */
  tellNow(): void {
    this.#reported = '';
    this.#say();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#watches.dispose();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#say();
    }, pauseMs);
  }

  #say(): void {
    const wanted = this.#settings.automaticContext;
    const selected = wanted.has('selection') ? selection() : [];
    const editors = wanted.has('openEditors') ? visibleLines(selected.length > 0) : [];
    const edits = wanted.has('recentEdits') ? this.#edited() : [];
    const attachments = [...selected, ...editors, ...edits];
    const reply = { type: 'around', attachments, places: wanted.has('places'), webPages: this.#settings.webPages } as const;
    const text = JSON.stringify(reply);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#tell(reply);
  }

  #edited(): readonly Attachment[] {
    const attachments: Attachment[] = [];
    for (const { uri, startLine, endLine } of this.#edits.newest) {
      const last = Math.min(endLine, startLine + maxEditedLines - 1);
      const range = toPlaceRange(vscode.Uri.parse(uri), new vscode.Range(startLine, 0, last, Number.MAX_SAFE_INTEGER));
      if (range) attachments.push({ kind: 'range', range, automatic: 'recent-edit' });
      if (attachments.length === maxEdits) break;
    }
    return attachments;
  }
}

function selection(): readonly Attachment[] {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty) return [];
  const range = toPlaceRange(editor.document.uri, editor.selection);
  if (!range) return [];
  const text = editor.document.getText(editor.selection).slice(0, maxSelectionChars);
  return text.trim() === '' ? [] : [{ kind: 'selection', range, text, automatic: 'selection' }];
}

/** `withoutActive`: skips the active editor, whose selection already says what matters. */
function visibleLines(withoutActive: boolean): readonly Attachment[] {
  const active = vscode.window.activeTextEditor;
  const editors = vscode.window.visibleTextEditors.filter(editor => editor.document.uri.scheme === 'file');
  return editors
    .filter(editor => !(withoutActive && editor === active))
    .toSorted((a, b) => Number(b === active) - Number(a === active))
    .slice(0, maxEditors)
    .flatMap(({ document, visibleRanges: [seen] }): readonly Attachment[] => {
      if (!seen) return [];
      const last = Math.min(seen.end.line, seen.start.line + maxVisibleLines - 1);
      const range = toPlaceRange(document.uri, new vscode.Range(seen.start.line, 0, last, Number.MAX_SAFE_INTEGER));
      return range ? [{ kind: 'range', range, automatic: 'open-editor' }] : [];
    });
}
