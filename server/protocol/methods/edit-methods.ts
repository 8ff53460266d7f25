/** Changes of files: from a model's answer to edits, and the changes that git reports. */
import * as v from 'valibot';
import { type EditPlan, editRequestSchema } from '../edit.js';
import { type GitCommit, type GitDiff, gitChangeSchema } from '../git.js';
import { method } from '../method.js';

export const editMethods = {
  /** Rejects if a file must not be changed on behalf of a model: it is ignored, a secret, or outside its folder. */
  'edit/check': method<void>()(v.object({ folder: v.string(), path: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) })),
  /** Returns the changes of a folder as a diff. Rejects if the workspace is not trusted. */
  'git/diff': method<GitDiff>()(v.object({ folder: v.string(), change: gitChangeSchema })),
  'git/commits': method<readonly GitCommit[]>()(
    v.object({ folder: v.string(), limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200)), 50) }),
  ),
  /** Returns where a model's change belongs in a file. Writes nothing. */
  'edit/plan': method<EditPlan>()(editRequestSchema),
};
