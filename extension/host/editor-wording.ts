/** Sentences and problems in the editor's display language. */
import * as vscode from 'vscode';
import { problemLine, problemOf } from '../../server/protocol/problem.js';
import type { Wording } from '../../server/protocol/sentences/sentence.js';
import { wordingOf } from '../../server/protocol/sentences/wording-of.js';

export const editorWording = (): Wording => wordingOf(vscode.env.language);

/** What went wrong and what to do about it, whatever was thrown. */
export const failureLine = (error: unknown): string => problemLine(problemOf(error), editorWording());
