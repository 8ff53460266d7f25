/** Plans one part of a message on the lines of a file: a planner for each form. Pure. */

import { elisionsOf } from '../lines/elision.js';
import { bare } from '../lines/file-lines.js';
import type { Planned } from '../lines/line-edit.js';
import type { EditPart } from '../message/edit-part.js';
import type { Evidence } from '../proof/step.js';
import type { CodeContext } from './code-context.js';
import { planCode } from './plan-code.js';
import { hunksOf, planDiff, planReplace, readsAsDiff } from './plan-hunks.js';
import { planRemoval, planSwap } from './plan-words.js';

export function planPart(part: EditPart, context: CodeContext): Planned {
  switch (part.form) {
    case 'replace':
      return planReplace(part, context.file);
    case 'diff':
      return planDiff(part.lines, context.file);
    case 'code':
      return readsAsDiff(part.lines, context.file) ? planDiff(part.lines, context.file) : planCode(part.lines, part.said, context);
    case 'remove':
      return planRemoval(part.name, context);
    case 'swap':
      return planSwap(part.old, part.fresh, part.line, context.file);
  }
}

/** The part as the checker is given it. */
export function evidenceOf(part: EditPart, { file, language, prose }: CodeContext): Evidence {
  switch (part.form) {
    case 'replace':
      return { form: 'replace', search: part.search, replacement: part.replacement, isClaimed: part.claimed !== undefined };
    case 'diff':
      return signed(part.lines, file);
    case 'code':
      if (readsAsDiff(part.lines, file)) return signed(part.lines, file);
      return { form: 'code', lines: part.lines, marks: elisionsOf(part.lines, file, language.kind), prose };
    case 'remove':
      return { form: 'words', old: part.name, fresh: '' };
    case 'swap':
      return { form: 'words', old: part.old, fresh: part.fresh };
  }
}

function signed(lines: readonly string[], file: readonly string[]): Evidence {
  return { form: 'diff', hunks: hunksOf(lines, new Set(file.map(bare))).map(hunk => hunk.lines) };
}
