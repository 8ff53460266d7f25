/** Vibe: Ask. Brings the panel's input to the front, with the selection attached. */
import { attach } from '../editor/attachments.js';
import type { Command } from './command.js';

export const ask: Command = {
  id: 'vibe.ask',
  run: ({ view }) => view.order({ type: 'ask', question: '', attachments: attach('selection'), send: false }),
};
