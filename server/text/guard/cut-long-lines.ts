/**
 * Shortens lines that no person wrote: pictures and fonts as base64, rows of a dump, numbers of a table. The rest of the file stays, with
 * the same line numbers. Pure.
 */
import { lineStartsOf } from '../lines.js';

/** Shorter lines are left alone. */
const longLineBytes = 2000;
/** Longest run of encoded data that stays. */
const maxRunBytes = 256;
const keptRunBytes = 32;
/** What stays of a line without such runs. */
const keptLineBytes = 32 * 1024;

/** Returns `bytes` itself if no line is cut. UTF-8. */
export function cutLongLines(bytes: Uint8Array, starts: Uint32Array = lineStartsOf(bytes)): Uint8Array {
  let out: Uint8Array | undefined;
  let size = 0;
  let copied = 0;
  const drop = (from: number, to: number): void => {
    out ??= new Uint8Array(bytes.length);
    out.set(bytes.subarray(copied, from), size);
    size += from - copied;
    copied = to;
  };
  for (let line = 0; line < starts.length; line++) {
    const start = starts[line]!;
    const end = line + 1 < starts.length ? starts[line + 1]! : bytes.length;
    if (end - start > longLineBytes) cutLine(bytes, start, textEnd(bytes, start, end), drop);
  }
  if (out === undefined) return bytes;
  drop(bytes.length, bytes.length);
  return out.slice(0, size);
}

function cutLine(bytes: Uint8Array, start: number, end: number, drop: (from: number, to: number) => void): void {
  let kept = 0;
  for (let at = start; at < end; ) {
    let stop = at;
    while (stop < end && isEncoded[bytes[stop]!] === 1) stop++;
    if (stop - at > maxRunBytes) {
      drop(at + keptRunBytes, stop);
      kept += keptRunBytes;
    } else kept += stop - at + 1;
    at = stop + 1;
    if (kept > keptLineBytes && at < end) {
      // A character is not cut in the middle.
      while (at < end && (bytes[at]! & 0xc0) === 0x80) at++;
      drop(at, end);
      return;
    }
  }
}

/** Returns the offset of the line end. */
function textEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === 0x0a || bytes[at - 1] === 0x0d)) at--;
  return at;
}

/** Base64, its variants, hexadecimal data and percent escapes; `\` for the line breaks that JSON escapes. */
const isEncoded = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-%\\') isEncoded[character.charCodeAt(0)] = 1;
