/** The thumbnail of an attached image. Its name is shown beside it, so a screen reader skips it. */
import type { Attachment } from '../../../server/protocol/chat.js';

export function Thumbnail({ attachment }: { attachment: Attachment }) {
  return attachment.kind === 'image' ? <img className="thumbnail" src={attachment.thumbnail} alt="" /> : null;
}
