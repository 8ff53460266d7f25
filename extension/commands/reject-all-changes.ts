/** Vibe: Reject All Changes. Restores the text before. */
import type { Command } from './command.js';
import { documentOf } from './hunk-address.js';

export const rejectAllChanges: Command = {
  id: 'vibe.rejectAllChanges',
  run: ({ proposals }, argument) => proposals.rejectAll(documentOf(argument)),
};
