/** Shows a pending change in an editor: new lines are tinted as in the diff editor, and removed ones are shown where they were. */
import * as vscode from 'vscode';
import { oneLine } from '../editor/status-words.js';
import type { TextHunk } from './line-diff.js';

const maxGhost = 100;
const maxHover = 4000;

export class ProposalMarks implements vscode.Disposable {
  readonly #added = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
    overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.insertedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    // High contrast themes have no tint, so a bar at the side marks the lines in all themes.
    borderStyle: 'solid',
    borderWidth: '0 0 0 2px',
    borderColor: new vscode.ThemeColor('editorGutter.addedBackground'),
  });
  readonly #removed = vscode.window.createTextEditorDecorationType({
    overviewRulerColor: new vscode.ThemeColor('diffEditorOverview.removedForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    after: { color: new vscode.ThemeColor('descriptionForeground'), margin: '0 0 0 3ch', fontStyle: 'italic' },
  });

  show(editor: vscode.TextEditor, hunks: readonly TextHunk[]): void {
    const last = editor.document.lineCount - 1;
    editor.setDecorations(
      this.#added,
      hunks.filter(({ start, end }) => end > start).map(({ start, end }) => new vscode.Range(start, 0, Math.min(end - 1, last), 0)),
    );
    editor.setDecorations(
      this.#removed,
      hunks
        .filter(({ original }) => original.some(line => line.trim() !== ''))
        .map(hunk => removal(hunk, Math.min(hunk.start, last), editor.document)),
    );
  }

  dispose(): void {
    this.#added.dispose();
    this.#removed.dispose();
  }
}

/** One removed line is shown in full; for more, their number is shown, and the lines on hover. */
function removal({ original }: TextHunk, line: number, document: vscode.TextDocument): vscode.DecorationOptions {
  const visible = original.filter(text => text.trim() !== '');
  const was = visible.length === 1 ? `\u2212 ${oneLine(visible[0]!.trim())}` : `\u2212 ${vscode.l10n.t('{0} lines', original.length)}`;
  const hover = new vscode.MarkdownString().appendCodeblock(original.join('\n').slice(0, maxHover), document.languageId);
  return {
    range: document.lineAt(line).range,
    hoverMessage: hover,
    renderOptions: { after: { contentText: was.slice(0, maxGhost) } },
  };
}
