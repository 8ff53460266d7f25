/** Limits of attached images, in a file without schemas, so that the panel need not load those. */

/** Characters of an image's base64: 1.5 MB of bytes. */
export const maxImageChars = 2_000_000;
