/** Vibe: Stop Writing. Restores the text before. */
import type { Command } from './command.js';

export const stopWriting: Command = { id: 'vibe.stopWriting', run: ({ proposals }) => proposals.stopWriting() };
