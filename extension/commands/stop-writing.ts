/** Vibe: Stop Writing. The file reads as before. */
import type { Command } from './command.js';

export const stopWriting: Command = { id: 'vibe.stopWriting', run: ({ proposals }) => proposals.stopWriting() };
