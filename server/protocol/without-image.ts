/** Attachments as they are stored. Pure. */
import type { Attachment } from './chat.js';

/** Keeps the small picture of an image, so that the question can be read, and drops the image itself, which would be written with every save. */
export const withoutImage = (attachment: Attachment): Attachment =>
  attachment.kind === 'image' ? { ...attachment, data: '' } : attachment;
