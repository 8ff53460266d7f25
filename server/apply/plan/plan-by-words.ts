/**
 * Edits whose place the words above the code say: "replace lines 10-20 with", "after line 8", "remove these lines". Models count badly,
 * so a number is believed only where the file's own lines agree with it. Pure.
 */

import { isBalanced } from '../lines/brackets.js';
import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { type LineEdit, type Planned, refused } from '../lines/line-edit.js';
import { lastLineOf } from '../message/prose.js';
import { align, tokensOf } from '../place/align.js';
import { statedLines } from '../thresholds.js';
import type { CodeContext } from './code-context.js';
import { everywhere } from './definitions.js';

const { reach } = statedLines;

/** Undefined where the words name no lines, or where names in the code may say more. */
export function planByWords(lines: readonly string[], said: string, hasNames: boolean, context: CodeContext): Planned | undefined {
  const last = lastLineOf(said);
  const range = /\blines?\s+(\d+)(?:\s*(?:-|–|to|through|until|and)\s*(?:line\s+)?(\d+))?/i.exec(last);
  if (!range) return undefined;
  const first = Number(range[1]) - 1;
  const words = last.slice(0, range.index);
  if (/\b(?:after|below|following)\s*(?:the\s+)?$/i.test(words)) return planned(insertedAt(first + 1, lines, context)) ?? unsure;
  if (/\b(?:before|above)\s*(?:the\s+)?$/i.test(words)) return planned(insertedAt(first, lines, context)) ?? unsure;
  if (!/\b(?:replac|chang|updat|modif|rewrit|edit|lines?\b)/i.test(last)) return undefined;
  const end = Number(range[2] ?? range[1]);
  const edit = replacedAt(first, end, lines, context);
  return edit || hasNames || end > context.file.length ? planned(edit) : refused('the answer is not like the lines that its words name');
}

/** What is to be inserted never replaces anything, whatever its name is. */
const unsure = refused('the line that the words name is no place for the answer');

const planned = (edit: LineEdit | undefined): Planned | undefined => edit && { edits: [edit] };

/** The stated lines, where the new ones are like them and no stretch near by is more so. */
function replacedAt(start: number, end: number, lines: readonly string[], { file }: CodeContext): LineEdit | undefined {
  if (start < 0 || start >= end || end > file.length) return undefined;
  const likeness = (from: number, to: number): number => {
    if (from < 0 || from >= to || to > file.length) return 0;
    const cost = align(lines, file, from, to, { endsMeet: true })?.cost ?? Number.POSITIVE_INFINITY;
    const apart = align(['\0'], file, from, to, { endsMeet: true })?.cost ?? 0;
    return apart + weightOf(lines) - 1 - cost;
  };
  const stated = likeness(start, end);
  if (stated < statedLines.least) return undefined;
  for (let a = -reach; a <= reach; a++) {
    for (let b = -reach; b <= reach; b++) if (likeness(start + a, end + b) > stated + statedLines.margin) return undefined;
  }
  return isBalanced(file.slice(start, end)) === isBalanced(lines) ? { start, end, lines } : undefined;
}

const weightOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + (tokensOf(line).some(isWord) ? 1 : 0.35), 0);
const isWord = (token: string): boolean => /\w/.test(token);

/** New lines at a stated line, where their indentation is that of a neighbour and nothing is torn apart. */
function insertedAt(at: number, lines: readonly string[], { file, definitions }: CodeContext): LineEdit | undefined {
  if (at < 0 || at > file.length || !isBalanced(lines)) return undefined;
  const indent = indentOf(lines.find(line => !isBlank(line)) ?? '');
  const above = file.slice(0, at).findLast(line => !isBlank(line)) ?? '';
  const below = file.slice(at).find(line => !isBlank(line)) ?? '';
  // A neighbour that the answer shows too would stand there twice.
  if ([above, below].some(neighbour => isTelling(neighbour) && lines.some(line => bare(line) === bare(neighbour)))) return undefined;
  const opens = /[{([:]\s*$/.test(above) && indent.length > indentOf(above).length;
  if (indent !== indentOf(below) && !(indent === indentOf(above) && indentOf(below).length <= indent.length) && !opens) return undefined;
  const isTorn = everywhere(definitions).some(({ doc, nameLine }) => doc < at && at <= nameLine);
  return isTorn ? undefined : { start: at, end: at, lines };
}
