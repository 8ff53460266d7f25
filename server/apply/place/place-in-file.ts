/**
 * Reads each stretch of an answer as what a stretch of the file becomes: its first and last lines stand in the file, and little between
 * them differs. The surest reading of all, so it comes before names are looked up. Pure.
 */

import { bracketDepth } from '../lines/brackets.js';
import { bare, isTelling } from '../lines/file-lines.js';
import { type LineEdit, type Planned, refused } from '../lines/line-edit.js';
import type { CodeContext } from '../plan/code-context.js';
import { everywhere } from '../plan/definitions.js';
import { segmentsOf } from '../plan/segments.js';
import type { Alignment } from './align.js';
import { placedInOrder } from './place-in-order.js';
import { placedEdit, placeOf } from './place-stretch.js';

/** Undefined where the answer cannot be read so. */
export function planInFile(snippet: readonly string[], marks: readonly boolean[], context: CodeContext): Planned | undefined {
  const { file } = context;
  const all = segmentsOf({ snippet, marks });
  const segments = all.filter((segment, i) => (i > 0 && i < all.length - 1) || all.length === 1 || segment.lines.some(isTelling));
  const places = placedInOrder(segments.length, { start: 0, end: file.length }, (i, start, end) =>
    placeOf(segments[i]!.lines, { start, end }, context),
  );
  const edits: LineEdit[] = [];
  for (const [i, { lines, gapAfter }] of segments.entries()) {
    const found = places[i];
    if (found === undefined) return undefined;
    if (!gapAfter && breaksOff(lines, found, context)) return refused('the answer may show only the first part of a definition');
    edits.push(placedEdit(lines, found, file));
  }
  return edits.length > 0 ? { edits } : undefined;
}

/**
 * The answer begins a definition, changes it, and ends before the file's is at its end: what it lacks may be gone. Where a bracket stays
 * open, what follows must be the file's.
 */
function breaksOff(lines: readonly string[], found: Alignment, { file, definitions }: CodeContext): boolean {
  return everywhere(definitions).some(({ nameLine, end }) => {
    if (nameLine < found.start || nameLine >= found.end || end <= found.end) return false;
    const head = found.pairs.indexOf(nameLine);
    if (head >= 0 && bracketDepth(lines.slice(head)) > 0) return false;
    const changes = found.pairs.some((at, k) => k > head && (at < 0 || bare(file[at]!) !== bare(lines[k]!)));
    return changes && file.slice(found.end, end).some(isTelling);
  });
}
