/** Marks lines that the last answers cited with an icon in the gutter. Its hover names the question and leads back to the answer. */
import * as vscode from 'vscode';
import { uriOf } from '../editor/workspace-place.js';
import type { AnswerPlaces } from './answer-places.js';

/** 0-based, both inclusive; moves with edits above it. */
interface CitedRange {
  readonly answer: AnswerPlaces;
  start: number;
  end: number;
}

const openTurn = 'vibe.openTurn';
const maxQuestion = 200;
/** A quotation mark; this grey is legible on light and dark backgrounds. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#888" d="M3 11V8q0-3 3-4v1.6Q4.8 6.2 4.8 7.5H6V11zm6 0V8q0-3 3-4v1.6q-1.2.6-1.2 1.9H12V11z"/></svg>`;

export class CitedLines implements vscode.Disposable {
  readonly #mark = vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}`),
    gutterIconSize: 'contain',
  });
  readonly #lines = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    overviewRulerColor: new vscode.ThemeColor('descriptionForeground'),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
  /** By document. */
  #ranges = new Map<string, CitedRange[]>();
  readonly #owned: vscode.Disposable;

  constructor() {
    this.#owned = vscode.Disposable.from(
      this.#mark,
      this.#lines,
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.workspace.onDidChangeTextDocument(event => this.#moved(event)),
    );
  }

  show(answers: readonly AnswerPlaces[]): void {
    const ranges = new Map<string, CitedRange[]>();
    for (const answer of answers) {
      for (const cited of answer.cited) {
        const key = keyOf(cited);
        if (key === undefined) continue;
        const own = ranges.get(key) ?? [];
        // A known mark stays at its current lines.
        const known = this.#ranges.get(key)?.find(range => range.answer.turnId === answer.turnId && range.answer.cited.includes(cited));
        own.push({ answer, start: known?.start ?? cited.startLine - 1, end: known?.end ?? cited.endLine - 1 });
        ranges.set(key, own);
      }
    }
    this.#ranges = ranges;
    this.#draw();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #moved({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const ranges = this.#ranges.get(document.uri.toString());
    if (!ranges) return;
    for (const { range, text } of contentChanges.toSorted((a, b) => b.range.start.line - a.range.start.line)) {
      const grown = text.split('\n').length - 1 - (range.end.line - range.start.line);
      for (const cited of ranges) {
        if (range.end.line < cited.start) cited.start += grown;
        if (range.start.line <= cited.end) cited.end = Math.max(cited.start, cited.end + grown);
      }
    }
    this.#draw();
  }

  #draw(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const ranges = this.#ranges.get(editor.document.uri.toString()) ?? [];
      const last = editor.document.lineCount - 1;
      const shown = ranges.filter(({ start }) => start <= last);
      editor.setDecorations(
        this.#mark,
        shown.map(({ start }) => new vscode.Range(start, 0, start, 0)),
      );
      editor.setDecorations(
        this.#lines,
        shown.map(({ answer, start, end }) => ({
          range: new vscode.Range(start, 0, Math.min(end, last), editor.document.lineAt(Math.min(end, last)).text.length),
          hoverMessage: hoverOf(answer),
        })),
      );
    }
  }
}

/** The question is untrusted text of a person or a model, so it is shown as plain text. */
function hoverOf({ question, conversationId, turnId }: AnswerPlaces): vscode.MarkdownString {
  const hover = new vscode.MarkdownString();
  hover.isTrusted = { enabledCommands: [openTurn] };
  hover.appendText(vscode.l10n.t('Cited by Vibe for: {0}', question.replaceAll(/\s+/g, ' ').slice(0, maxQuestion)));
  const address = encodeURIComponent(JSON.stringify({ conversationId, turnId }));
  hover.appendMarkdown(`\n\n[${vscode.l10n.t('Open the Answer')}](command:${openTurn}?${address})`);
  return hover;
}

/** Returns undefined if the folder is not open any more. */
function keyOf(cited: AnswerPlaces['cited'][number]): string | undefined {
  try {
    return uriOf(cited).toString();
  } catch {
    return undefined;
  }
}
