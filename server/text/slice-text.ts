/** Bytes of UTF-8 as a string. Pure. */

/** One character a byte, whatever the byte is. */
const byBytes = new TextDecoder('windows-1252');
const decoder = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** `bytes[start..end)` as text; short ASCII, the common case, without the decoder's cost. */
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

/** The decoder refuses shared memory, so that a view on it is copied first. */
function decode(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.slice(start, end));
}

/** Bytes as one character each: for patterns of ASCII, whose places are then places of bytes. At most some thousand. */
export function byteText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > 256) return byBytes.decode(bytes.slice(start, end));
  // An array-like of numbers is all that it takes, and spreading one is ten times slower.
  return String.fromCharCode.apply(undefined, bytes.subarray(start, end) as unknown as number[]);
}
