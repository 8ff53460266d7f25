/** Lines without a definition around them, found by the lines that the file has too. Pure. */

import { isTelling } from '../lines/file-lines.js';
import { type Planned, refused } from '../lines/line-edit.js';
import { align, isUnique } from '../place/align.js';
import { alignedEdit } from '../place/aligned-edit.js';
import type { Placed } from '../place/place-in-order.js';
import { placedEdit, seekPlace } from '../place/place-stretch.js';
import { looseLines } from '../thresholds.js';
import type { CodeContext } from './code-context.js';

/** A few lines without a definition around them: both ends must be lines of the file or like them, and only one place may fit. */
export function planStatements(snippet: readonly string[], range: Placed, context: CodeContext): Planned {
  const { file } = context;
  const { start, end } = range;
  const exact = seekPlace(snippet, range, context);
  if (exact === 'doubtful') return refused('the lines of the answer fit more than one place of the file');
  if (exact) return { edits: [placedEdit(snippet, exact, file)] };
  const found = align(snippet, file, start, end);
  if (found === undefined || found.nAnchors === 0) return refused('the lines of the answer are not in the file');
  const nTelling = snippet.filter(isTelling).length;
  if (!found.firstPaired || !found.lastPaired || found.cost > Math.max(looseLines.cost, nTelling * looseLines.costPerLine))
    return refused('it is not sure where the lines of the answer belong');
  if (!isUnique(found, snippet, file, start, end)) return refused('the lines of the answer fit more than one place of the file');
  return { edits: [alignedEdit(snippet, found, file)] };
}
