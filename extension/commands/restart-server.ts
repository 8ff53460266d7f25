/** Vibe: Restart Server. */
import type { Command } from './command.js';

export const restartServer: Command = { id: 'vibe.restartServer', run: ({ server }) => server.restart() };
