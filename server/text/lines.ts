/** Where the lines of a text begin: a line ends after `\n`, `\r\n` or a lone `\r`. Pure; offsets are bytes, line numbers 1-based. */

const LF = 0x0a;
const CR = 0x0d;

/** Start of each line; a last line end opens no further line, so an empty text has none. */
export function lineStartsOf(bytes: Uint8Array): Uint32Array {
  const nBytes = bytes.length;
  if (nBytes === 0) return new Uint32Array(0);
  let starts = new Uint32Array((nBytes >>> 4) + 64);
  let n = 1;
  const hasCr = bytes.includes(CR);
  for (let at = 0; at < nBytes; ) {
    const byte = bytes[at++]!;
    if (byte !== LF && !(hasCr && byte === CR && bytes[at] !== LF)) continue;
    if (at === nBytes) break;
    if (n === starts.length) {
      const larger = new Uint32Array(n * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[n++] = at;
  }
  return starts.subarray(0, n);
}

/** 1-based line that holds byte `offset`; the last one for offsets past the end, 1 where there is none. */
export function lineAt(starts: Uint32Array, offset: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}

/** Byte where 1-based `line` begins; `nBytes` past the last. */
export const lineStart = (starts: Uint32Array, line: number, nBytes: number): number =>
  line < 1 ? 0 : line > starts.length ? nBytes : starts[line - 1]!;

/** Bytes of the lines `startLine..endLine`, line ends included. */
export const bytesOfLines = (bytes: Uint8Array, starts: Uint32Array, startLine: number, endLine: number): Uint8Array =>
  bytes.subarray(lineStart(starts, startLine, bytes.length), lineStart(starts, endLine + 1, bytes.length));
