/** Vibe: Accept All Changes. Those of the file. */
import type { Command } from './command.js';
import { documentOf } from './hunk-address.js';

export const acceptAllChanges: Command = {
  id: 'vibe.acceptAllChanges',
  run: ({ proposals }, argument) => proposals.acceptAll(documentOf(argument)),
};
