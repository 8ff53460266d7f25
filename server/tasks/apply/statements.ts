/** Lines without a definition around them, found by the lines that the file has too. Pure. */
import { align, isUnique } from './align.js';
import { alignedEdit } from './aligned-edit.js';
import type { CodeContext } from './code-context.js';
import { bare, isTelling } from './file-lines.js';
import type { Planned } from './line-edit.js';
import { refused } from './line-edit.js';
import type { Placed } from './place-in-order.js';
import { isSurePlace, placedEdit, placeOf } from './place-stretch.js';

/** A few lines without a definition around them: both ends must be lines of the file or like them, and only one place may fit. */
export function planStatements(snippet: readonly string[], range: Placed, context: CodeContext): Planned {
  const { file } = context;
  const { start, end } = range;
  const exact = placeOf(snippet, range, context);
  if (exact) return { edits: [placedEdit(snippet, exact, file)] };
  const found = align(snippet, file, start, end);
  if (found === undefined || found.nAnchors === 0) return refused('the lines of the answer are not in the file');
  const nTelling = snippet.filter(isTelling).length;
  const isAt = (k: number): boolean => bare(file[found.pairs[k]!] ?? '') === bare(snippet[k]!);
  // Where both ends are lines of the file, the place was looked for already, and is not sure.
  const isRefused = isAt(0) && isAt(snippet.length - 1) && !isSurePlace(found, snippet, context);
  if (!found.firstPaired || !found.lastPaired || isRefused || found.cost > Math.max(1.6, nTelling * 0.65))
    return refused('it is not sure where the lines of the answer belong');
  if (!isUnique(found, snippet, file, start, end)) return refused('the lines of the answer fit more than one place of the file');
  return { edits: [alignedEdit(snippet, found, file)] };
}
