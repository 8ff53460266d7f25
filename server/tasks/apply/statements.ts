/** Lines without a definition around them, found by the lines that the file has too. Pure. */
import { align, isUnique } from './align.js';
import { bare, isTelling } from './file-lines.js';
import type { IndentPair } from './indentation.js';
import { reindenter } from './indentation.js';
import type { LineEdit, Planned } from './line-edit.js';
import { refused } from './line-edit.js';

/** A few lines without a definition around them: both ends must be lines of the file, and only one place may fit. */
export function planStatements(snippet: readonly string[], file: readonly string[], from = 0, to = file.length): Planned {
  const found = align(snippet, file, from, to);
  if (found === undefined || found.nAnchors === 0) return refused('the lines of the answer are not in the file');
  const nTelling = snippet.filter(isTelling).length;
  if (!found.firstPaired || !found.lastPaired || found.cost > Math.max(1.6, nTelling * 0.65))
    return refused('it is not sure where the lines of the answer belong');
  if (!isUnique(found, snippet, file, from, to)) return refused('the lines of the answer fit more than one place of the file');
  return { edits: [alignedEdit(snippet, found, file)] };
}

/** The stretch becomes the snippet, in the file's indentation; lines that say the same keep the file's letters. */
export function alignedEdit(
  snippet: readonly string[],
  found: { readonly start: number; readonly end: number; readonly pairs: Int32Array },
  file: readonly string[],
): LineEdit {
  const pairs: IndentPair[] = [];
  snippet.forEach((line, k) => {
    const at = found.pairs[k]!;
    if (at >= 0) pairs.push([line, file[at]!]);
  });
  const indent = reindenter(pairs, snippet, file);
  const lines = snippet.map((line, k) => {
    const at = found.pairs[k]!;
    const moved = indent(line);
    return at >= 0 && bare(file[at]!) === bare(line) && moved.trimEnd() === file[at]!.trimEnd() ? file[at]! : moved;
  });
  return { start: found.start, end: found.end, lines };
}
