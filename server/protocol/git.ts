/** What git reports about a folder: its changes as a diff, its last commits. */
import * as v from 'valibot';

export const gitChangeSchema = v.variant('kind', [
  v.object({ kind: v.literal('unstaged') }),
  v.object({ kind: v.literal('staged') }),
  /** The current branch, compared with its base. */
  v.object({ kind: v.literal('branch') }),
  v.object({ kind: v.literal('commit'), hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{7,64}$/)) }),
]);
export type GitChange = Readonly<v.InferOutput<typeof gitChangeSchema>>;

export interface GitDiff {
  /** The commit or the two branches; '' for the working tree. */
  readonly name: string;
  /** Empty if nothing changed. */
  readonly text: string;
}

export interface GitCommit {
  readonly hash: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly at: string;
}
