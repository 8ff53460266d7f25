/** What code actions are asked about. Types only. */
import type { CodeActionContext, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ActionTitles } from './action-titles.js';

export interface CodeActionRequest {
  readonly folder: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly document: TextDocument;
  readonly range: Range;
  readonly context: CodeActionContext;
  readonly titles: ActionTitles;
}
