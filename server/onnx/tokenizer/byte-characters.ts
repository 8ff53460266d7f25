/**
 * The printable character that represents each byte in byte-level vocabularies: visible Latin-1 as itself, other bytes from U+0100 on.
 * Pure.
 */
export const byteCharacters: readonly string[] = (() => {
  const visible = (byte: number): boolean => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(visible(byte) ? byte : next++));
})();
