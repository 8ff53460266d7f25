/** Vibe: Show Changes as Diff. Uses the editor's own diff editor. */
import type { Command } from './command.js';
import { documentOf } from './hunk-address.js';

export const showChanges: Command = { id: 'vibe.showChanges', run: ({ proposals }, argument) => proposals.showDiff(documentOf(argument)) };
