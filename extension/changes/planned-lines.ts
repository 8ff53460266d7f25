/** Applies a plan's edits to a document's lines. Pure. */
import type { PlannedEdit } from '../../server/protocol/edit.js';

export function withPlanned(lines: readonly string[], edits: readonly PlannedEdit[]): readonly string[] {
  const out: string[] = [];
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    out.push(...lines.slice(at, edit.start), ...edit.lines);
    at = edit.end;
  }
  return [...out, ...lines.slice(at)];
}
