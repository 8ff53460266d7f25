/** Vibe: Show Log. */
import type { Command } from './command.js';

export const showLog: Command = { id: 'vibe.showLog', run: ({ log }) => log.show(true) };
