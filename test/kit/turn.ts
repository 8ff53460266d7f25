/** A turn as `chat/` makes it. */
import type { Turn } from '../../server/protocol/chat.js';

export const aTurn = (id: string, question: string, text = ''): Turn => ({
  id,
  question,
  attachments: [],
  askedAt: 1,
  places: [],
  text,
  citations: [],
});
