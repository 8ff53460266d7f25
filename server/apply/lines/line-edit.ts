/** An edit of whole lines, and edits carried out together: all or none. Pure. */

/** Lines `start..end` (0-based, end exclusive) become `lines`; `start === end` inserts before `start`. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Edits, or why there are none: a refusal is an answer, never an exception. */
export type Planned = { readonly edits: readonly LineEdit[] } | Refusal;

export interface Refusal {
  readonly refused: string;
  /** The places that fit equally well, if there are a few. */
  readonly places?: readonly { readonly start: number; readonly end: number }[];
}

export const refused = (reason: string): Planned => ({ refused: reason });

/** The file after all edits; undefined where two of them overlap. */
export function withEdits(file: readonly string[], edits: readonly LineEdit[]): readonly string[] | undefined {
  const ordered = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const out: string[] = [];
  let at = 0;
  for (const edit of ordered) {
    if (edit.start < at) return undefined;
    out.push(...file.slice(at, edit.start), ...edit.lines);
    at = edit.end;
  }
  out.push(...file.slice(at));
  return out;
}
