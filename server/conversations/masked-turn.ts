/**
 * A turn in the form in which it may be stored: questions, attachments, places and answers with secrets masked. Pure except for a small
 * cache.
 */
import type { Attachment, Turn } from '../protocol/chat.js';
import { maskSecrets } from '../safety/secrets/mask-secrets.js';

/** A turn is stored several times while its answer grows; its places stay the same. */
const known = new Map<string, string>();
const maxKnown = 400;

function masked(text: string): string {
  if (text.length < 6) return text;
  const before = known.get(text);
  if (before !== undefined) return before;
  const clean = maskSecrets(text);
  if (known.size >= maxKnown) known.clear();
  known.set(text, clean);
  return clean;
}

export const maskedTurn = (turn: Turn): Turn => ({
  ...turn,
  question: masked(turn.question),
  attachments: turn.attachments.map(maskedAttachment),
  places: turn.places.map(place => ({ ...place, text: masked(place.text) })),
  text: maskSecrets(turn.text),
  ...(turn.reasoning !== undefined && { reasoning: maskSecrets(turn.reasoning) }),
});

function maskedAttachment(attachment: Attachment): Attachment {
  switch (attachment.kind) {
    case 'selection':
    case 'problems':
      return { ...attachment, text: masked(attachment.text) };
    case 'text':
      return { ...attachment, title: masked(attachment.title), text: masked(attachment.text) };
    case 'conversation':
      return { ...attachment, title: masked(attachment.title) };
    case 'file':
    case 'range':
    case 'folder':
    case 'image':
      return attachment;
  }
}
