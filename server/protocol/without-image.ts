/** Converts attachments to the form in which they are stored. Pure. */
import type { Attachment } from './chat.js';

/** Keeps the thumbnail of an image, so that the question stays readable, and drops the image itself, which every save would write. */
export const withoutImage = (attachment: Attachment): Attachment =>
  attachment.kind === 'image' ? { ...attachment, data: '' } : attachment;
