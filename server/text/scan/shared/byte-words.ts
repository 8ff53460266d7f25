/** Tests on words in bytes. Pure. */

/** True for a letter, a digit, an underscore or a byte above ASCII. */
export const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && (((byte | 0x20) - 0x61) >>> 0 < 26 || (byte - 0x30) >>> 0 < 10 || byte === 0x5f || byte >= 0x80);

/** Returns the offset of the first non-blank byte at or after `from`. */
export function firstNonBlank(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return at;
}

/** Like `firstNonBlank`, but stays on the line. */
export function skipBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at++;
  return at;
}

export function wordEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && isWordByte(bytes[at])) at++;
  return at;
}

/** True for more than one character, all of them capitals, digits or underscores. */
export function isUpperWord(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at]! - 0x61) >>> 0 < 26 || bytes[at]! >= 0x80) return false;
  return end - start > 1;
}

/** True for a word that looks like an attribute: in capitals, or with a leading underscore. */
export const isMacroLike = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === 0x5f || isUpperWord(bytes, start, end);

/** Returns whether `bytes` contains the ASCII `text` at `at`. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
