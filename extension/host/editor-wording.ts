/** Sentences and problems in the editor's display language. */
import * as vscode from 'vscode';
import { problemLine, problemOf } from '../../server/protocol/problem.js';
import type { Wording } from '../../server/protocol/sentences/sentence.js';
import { wordingOf } from '../../server/protocol/sentences/wording-of.js';

export const editorWording = (): Wording => wordingOf(vscode.env.language);

/** Returns the message and the remedy for anything that was thrown. */
export const failureLine = (error: unknown): string => problemLine(problemOf(error), editorWording());
