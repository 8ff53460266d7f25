/** Opens a place at its lines: scrolls to it, puts the cursor at its start, and highlights it for a moment. */
import * as vscode from 'vscode';
import type { PlaceRange } from '../../server/protocol/place.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { toEditorRange, uriOf } from './workspace-place.js';

const markedMs = 1500;

export interface OpenOptions {
  readonly beside?: boolean;
  /** 1-based. Default: the first line of the range, also if it is outside. */
  readonly focusLine?: number | undefined;
  /** True opens a preview: the next one reuses its editor, and the focus does not move. */
  readonly preview?: boolean;
}

export class PlaceOpener implements vscode.Disposable {
  readonly #mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
    // High contrast themes have no background highlight, so a bar at the side marks the lines in all themes.
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    borderColor: new vscode.ThemeColor('focusBorder'),
  });
  #timer: NodeJS.Timeout | undefined;
  #marked: vscode.TextEditor | undefined;

  async open(range: PlaceRange, { beside = false, focusLine = range.startLine, preview = false }: OpenOptions = {}): Promise<void> {
    const uri = uriOf(range);
    const document = await openDocument(uri, range.path);
    const lines = toEditorRange(range, document);
    const cursor = new vscode.Position(Math.min(Math.max(focusLine - 1, lines.start.line), lines.end.line), 0);
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
      preserveFocus: preview,
      preview,
      selection: new vscode.Range(cursor, cursor),
    });
    editor.revealRange(lines, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#show(editor, lines);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#mark.dispose();
  }

  #show(editor: vscode.TextEditor, lines: vscode.Range): void {
    clearTimeout(this.#timer);
    this.#marked?.setDecorations(this.#mark, []);
    this.#marked = editor;
    editor.setDecorations(this.#mark, [lines]);
    this.#timer = setTimeout(() => {
      editor.setDecorations(this.#mark, []);
      this.#marked = undefined;
    }, markedMs);
  }
}

export async function openDocument(uri: vscode.Uri, path: string): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (cause) {
    throw new ProblemError('not-found', say('cannotOpenPath', { path }), say('askAgainForPlaces'), { cause });
  }
}
