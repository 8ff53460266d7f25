/** Vibe: Accept Change. The one that a lens names, or the one at the cursor. */
import type { Command } from './command.js';
import { hunkAddress } from './hunk-address.js';

export const acceptChange: Command = { id: 'vibe.acceptChange', run: ({ proposals }, argument) => proposals.accept(hunkAddress(argument)) };
