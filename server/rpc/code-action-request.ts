/** The input of code actions. Types only. */
import type { CodeActionContext, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Wording } from '../protocol/sentences/sentence.js';

export interface CodeActionRequest {
  readonly folder: string;
  /** Relative to the folder. */
  readonly path: string;
  readonly document: TextDocument;
  readonly range: Range;
  readonly context: CodeActionContext;
  /** The language of the titles. */
  readonly wording: Wording;
}
