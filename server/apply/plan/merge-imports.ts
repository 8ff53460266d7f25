/** Import lines of an answer that the file lacks. Pure. */

import { bare, isBlank, isTelling } from '../lines/file-lines.js';
import type { LineEdit } from '../lines/line-edit.js';
import { isImport, moduleOf } from './definitions.js';

/** New imports go behind the last one; one of a module that is imported already takes that line's place where it names no less. */
export function importEdits(lines: readonly string[], file: readonly string[]): readonly LineEdit[] {
  const present = new Set(file.map(bare));
  const edits: LineEdit[] = [];
  const added: string[] = [];
  /** The first line of the file's import that the answer shows last before the one at hand. */
  const shownBefore = (i: number): number =>
    lines.slice(0, i).reduce((last, line) => (present.has(bare(line)) ? file.findIndex(other => bare(other) === bare(line)) : last), -1);
  for (const [i, line] of lines.entries()) {
    if (isBlank(line) || present.has(bare(line))) continue;
    const module = moduleOf(line);
    const twin = module === undefined ? -1 : file.findIndex(other => isImport(other) && moduleOf(other) === module && isWhole(other));
    if (twin >= 0 && isWhole(line) && namesOf(file[twin]!).every(name => namesOf(line).includes(name)))
      edits.push({ start: twin, end: twin + 1, lines: [line] });
    else {
      const before = shownBefore(i);
      const next =
        before >= 0 ? -1 : file.findIndex(other => !isBlank(other) && lines.slice(i + 1).some(shown => bare(shown) === bare(other)));
      const at = before >= 0 ? endOfImport(file, before) : next;
      if (at >= 0 && isWhole(line)) edits.push({ start: at, end: at, lines: [line] });
      else added.push(line);
    }
  }
  if (added.length > 0) {
    const at = importPoint(file);
    edits.push({ start: at.line, end: at.line, lines: at.afterImport ? added : [...added, ''] });
  }
  return edits;
}

/** Behind the last import of the head; else behind a shebang, a licence, a package line. */
export function importPoint(file: readonly string[]): { readonly line: number; readonly afterImport: boolean } {
  let last = -1;
  for (let i = 0; i < file.length; i++) if (isImport(file[i]!)) last = endOfImport(file, i);
  if (last >= 0) return { line: last, afterImport: true };
  let line = 0;
  let inBlock = false;
  for (; line < file.length; line++) {
    const text = file[line]!.trim();
    if (inBlock) inBlock = !/\*\/|"""|-->/.test(text);
    else if (/^(?:\/\*|<!--)/.test(text) && !/\*\/|-->/.test(text)) inBlock = true;
    else if (!/^(?:#!|\/\/|#(?!include)|--|\/\*|package\b|module\b|['"]use strict['"]|<\?php|declare\(|$)/.test(text)) break;
  }
  return { line, afterImport: false };
}

/** The line after an import that may span several lines. */
function endOfImport(file: readonly string[], start: number): number {
  let depth = 0;
  for (let i = start; i < file.length && i < start + 200; i++) {
    for (const c of file[i]!) depth += '({['.includes(c) ? 1 : ')}]'.includes(c) ? -1 : 0;
    if (depth <= 0) return i + 1;
  }
  return start + 1;
}

const isWhole = (line: string): boolean => (line.match(/[({]/g)?.length ?? 0) === (line.match(/[)}]/g)?.length ?? 0);

const namesOf = (line: string): readonly string[] =>
  (line.replace(/['"][^'"]*['"]/g, '').match(/[\w$*]+/g) ?? [])
    .filter(name => isTelling(name) || name.length > 0)
    .filter(name => !/^(?:import|from|type|const|let|var|require|as)$/.test(name));
