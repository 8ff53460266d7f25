/** Small questions about words in bytes. Pure. */

/** Letter, digit, underscore or a byte above ASCII. */
export const isWordByte = (byte: number | undefined): boolean =>
  byte !== undefined && (((byte | 0x20) - 0x61) >>> 0 < 26 || (byte - 0x30) >>> 0 < 10 || byte === 0x5f || byte >= 0x80);

/** First byte from `from` on that is no blank. */
export function firstInk(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return at;
}

/** As `firstInk`, but stays on the line. */
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

/** Only capitals, digits and underscores, more than one of them. */
export function isUpperWord(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((bytes[at]! - 0x61) >>> 0 < 26 || bytes[at]! >= 0x80) return false;
  return end - start > 1;
}

/** A word that is an attribute by its looks: capitals, or underscores in front. */
export const isMacroLike = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === 0x5f || isUpperWord(bytes, start, end);

/** Whether `bytes` has the ASCII `word` at `at`. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
