/** An aligned stretch of a file as an edit. Pure. */
import { bare } from '../lines/file-lines.js';
import { type IndentPair, reindenter } from '../lines/indentation.js';
import type { LineEdit } from '../lines/line-edit.js';

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
    // The comma behind the last line belongs to where it stands.
    if (k === snippet.length - 1 && at >= 0 && bare(file[at]!) === `${bare(line)},`) return file[at]!;
    return at >= 0 && bare(file[at]!) === bare(line) && moved.trimEnd() === file[at]!.trimEnd() ? file[at]! : moved;
  });
  return { start: found.start, end: found.end, lines };
}
