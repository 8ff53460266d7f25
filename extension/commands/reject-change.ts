/** Vibe: Reject Change. The one that a lens names, or the one at the cursor. */
import type { Command } from './command.js';
import { hunkAddress } from './hunk-address.js';

export const rejectChange: Command = { id: 'vibe.rejectChange', run: ({ proposals }, argument) => proposals.reject(hunkAddress(argument)) };
