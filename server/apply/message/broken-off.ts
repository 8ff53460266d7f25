/** Whether a block whose fence was never closed is whole all the same. Pure. */

import { isBalanced } from '../lines/brackets.js';
import { indentOf, isBlank } from '../lines/file-lines.js';
import type { EditPart } from './edit-part.js';

export function isWholeThough(block: EditPart, file: readonly string[]): boolean {
  switch (block.form) {
    case 'replace':
      return false;
    case 'diff':
      return fillsItsCounts(block.lines);
    case 'remove':
    case 'swap':
      return true;
    case 'code':
      return endsAsItShould(block.lines, file);
  }
}

/** It ends with the file's last line, or with the bracket that closes its first. */
function endsAsItShould(lines: readonly string[], file: readonly string[]): boolean {
  const first = lines.find(line => !isBlank(line));
  const last = lines.findLast(line => !isBlank(line));
  const end = file.findLast(line => !isBlank(line));
  if (first === undefined || last === undefined || end === undefined || (isBalanced(file) && !isBalanced(lines))) return false;
  const closes =
    lines.length > 2 && /^\s*(?:[})\]]|end\b)/.test(last) && indentOf(last) === indentOf(first) && isOneBlock(lines, indentOf(first));
  return closes || (last.trimEnd() === end.trimEnd() && lines.length >= file.length / 2);
}

/** Between its first line and the one that closes it, all lies deeper: nothing that could go on stands at its depth. */
function isOneBlock(lines: readonly string[], indent: string): boolean {
  const own = lines.filter(line => !isBlank(line));
  const head = own.findIndex(line => !/^\s*(?:\/\/|\/\*|\*|#|--|@|\[)/.test(line));
  return own.slice(head + 1, -1).every(line => indentOf(line).length > indent.length || /^\s*[})\]{(]/.test(line));
}

/** The last hunk has as many lines as its header promises. */
function fillsItsCounts(lines: readonly string[]): boolean {
  const at = lines.findLastIndex(line => line.startsWith('@@'));
  const header = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(lines[at] ?? '');
  if (!header) return false;
  const body = lines.slice(at + 1);
  while (body.length > 0 && body.at(-1) === '') body.pop();
  const n = (signs: string): number => body.filter(line => signs.includes(line === '' ? ' ' : line[0]!)).length;
  return n(' -') === Number(header[1] ?? 1) && n(' +') === Number(header[2] ?? 1);
}
