/** One definition takes the place of another of its name; what the answer leaves unsaid around it stays. Pure. */

import { isBalanced } from '../lines/brackets.js';
import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { reindenter } from '../lines/indentation.js';
import { type Planned, refused } from '../lines/line-edit.js';
import type { CodeContext } from './code-context.js';
import { type Definition, exportLead } from './definitions.js';

export function replaceDefinition(snippet: readonly string[], own: Definition, match: Definition, context: CodeContext): Planned {
  const { file, prose } = context;
  if (breaksOff(snippet.slice(own.start, own.end), file.slice(match.start, match.end), prose)) {
    return refused(`the answer may show only the first part of "${own.name}"`);
  }
  const hasDoc = own.doc < own.start;
  const isDecorated = own.start < own.nameLine;
  // Models leave out decorators and comments that they do not change.
  const start = hasDoc ? docStart(bare(snippet[own.doc]!), match, file) : isDecorated ? match.start : match.nameLine;
  const model = snippet.slice(hasDoc ? own.doc : own.start, own.end);
  const signature = snippet[own.nameLine]!;
  const old = file[match.nameLine]!;
  const indent = reindenter(
    [[`${indentOf(signature)}x`, `${indentOf(old)}x`]],
    model,
    file.slice(match.start, match.end).some(line => indentOf(line).length > indentOf(old).length)
      ? file.slice(match.start, match.end)
      : file,
  );
  const lines = model.map(indent);
  const at = own.nameLine - (hasDoc ? own.doc : own.start);
  const exported = exportLead.exec(old);
  if (exported && !exportLead.test(signature) && !/export/i.test(prose)) lines[at] = lines[at]!.replace(/^\s*/, exported[0]);
  // A comma or a semicolon behind the definition belongs to where it stands, not to what it says.
  const lastOld = file[match.end - 1]!.trimEnd();
  const lastNew = lines.at(-1)!.trimEnd();
  if (/[})\]],$/.test(lastOld) && /[})\]]$/.test(lastNew)) lines[lines.length - 1] = `${lastNew},`;
  return { edits: [{ start, end: match.end, lines }] };
}

/** The comment's line that the answer begins with, where it shows only the end of the comment; else the comment's first. */
function docStart(first: string, match: Definition, file: readonly string[]): number {
  const at = isTelling(first) ? file.slice(match.doc, match.start).findIndex(line => bare(line) === first) : -1;
  return match.doc + Math.max(0, at);
}

/** Without closing brackets to tell: much shorter, and its last line stands in the middle of the old one. */
function breaksOff(fresh: readonly string[], old: readonly string[], prose: string): boolean {
  if (/[{}]/.test(old.join('')) && isBalanced(fresh) && /^\s*[})\]]/.test(fresh.at(-1)!)) return false;
  if (/^\s*end\b/.test(old.at(-1)!) && /^\s*end\b/.test(fresh.at(-1)!)) return !isClosed(fresh);
  // Something closes the old one at its own depth, and nothing the new one.
  if (isClosed(old) && !isClosed(fresh)) return true;
  const last = bare(fresh.findLast(line => !isBlank(line)) ?? '');
  if (/^(?:return|raise|throw|yield|pass)\b/.test(last) || !isTelling(last)) return false;
  const at = old.findLastIndex(line => bare(line) === last);
  const lost = at < 0 ? 0 : old.slice(at + 1).filter(isTelling).length;
  return lost >= 2 && fresh.length > 2 && !/\b(?:remov|delet|drop|simplif|no longer|eliminat)/i.test(prose);
}

const isClosed = (lines: readonly string[]): boolean =>
  lines.length > 1 && indentOf(lines.at(-1)!).length <= indentOf(lines.find(line => !isBlank(line)) ?? '').length;
