/** Vibe: Show History. */
import type { Command } from './command.js';

export const showHistory: Command = { id: 'vibe.showHistory', run: ({ view }) => view.order({ type: 'history' }) };
