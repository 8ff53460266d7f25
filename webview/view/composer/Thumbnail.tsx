/** The small picture of an attached image. Its name stands beside it, so it says nothing of its own to a screen reader. */
import type { Attachment } from '../../../server/protocol/chat.js';

export function Thumbnail({ attachment }: { attachment: Attachment }) {
  return attachment.kind === 'image' ? <img className="thumbnail" src={attachment.thumbnail} alt="" /> : null;
}
