/** Converts bytes of UTF-8 to strings. Pure. */

/** Maps every byte to one character. */
const byBytes = new TextDecoder('windows-1252');
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** Returns `bytes[start..end)` as text. Short ASCII, the common case, avoids the cost of the decoder. */
export function sliceText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 24) return decode(bytes, start, end);
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x80) return decode(bytes, start, end);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The decoder rejects shared memory, so a view on it is copied first. */
function decode(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.slice(start, end));
}

/** Returns one character per byte, for ASCII patterns whose positions are then byte positions. For at most a few thousand bytes. */
export function byteText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 256) return byBytes.decode(bytes.slice(start, end));
  // `apply` accepts any array-like of numbers, and spreading one would be ten times slower.
  return String.fromCharCode.apply(undefined, bytes.subarray(start, end) as unknown as number[]);
}
