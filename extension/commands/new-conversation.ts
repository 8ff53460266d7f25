/** Vibe: New Conversation. */
import type { Command } from './command.js';

export const newConversationCommand: Command = { id: 'vibe.newConversation', run: ({ view }) => view.order({ type: 'new' }) };
