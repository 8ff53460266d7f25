/** What the checker is given: the file, what was planned, and what the message says, as its grammar read it. Pure types. */

export interface ProofEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** A message's part as evidence, without any decision about its place. */
export type Evidence =
  | { readonly form: 'replace'; readonly search: readonly string[]; readonly replacement: readonly string[]; readonly isClaimed: boolean }
  /** Each hunk's lines with their signs. */
  | { readonly form: 'diff'; readonly hunks: readonly (readonly { readonly sign: ' ' | '-' | '+'; readonly text: string }[])[] }
  /** `marks`: true for each line that stands for code which stays. */
  | { readonly form: 'code'; readonly lines: readonly string[]; readonly marks: readonly boolean[]; readonly prose: string }
  | { readonly form: 'words'; readonly old: string; readonly fresh: string };

export interface ProofStep {
  readonly file: readonly string[];
  readonly edits: readonly ProofEdit[];
  readonly evidence: Evidence;
  readonly language: string;
}
