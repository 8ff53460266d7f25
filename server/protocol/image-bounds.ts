/** Bounds of attached images. Apart from the schemas, so that the panel need not carry those. */

/** Characters of an image's base64: 1.5 MB of bytes. */
export const maxImageChars = 2_000_000;
