/** What a file's bytes say against it: no text, squeezed for machines, written by a machine at length, or a key. Pure. */
import type { LeftOutReason } from '../protocol/index-status.js';
import { encodingOf } from './decode.js';
import { headText, isGeneratedHead } from './generated.js';
import { languageOf } from './languages.js';

/** Bytes judged for being text. */
const textProbeBytes = 65_536;
/** Shares of control characters above this are no text. */
const maxControlShare = 0.02;
/** A generated file up to this size is a source like another, with the role `generated`. */
const maxGeneratedBytes = 256 * 1024;
/** Small files are read whatever their lines look like. */
const minMinifiedBytes = 16 * 1024;
const longLineBytes = 2000;
/** A paragraph of prose may stand in one line. */
const longProseLineBytes = 20_000;
const maxLongShare = 0.6;

/** Why the file stays out, judged by its bytes as read from disk (or decoded already). */
export function guardContent(bytes: Uint8Array, path: string): LeftOutReason | undefined {
  if (isBinary(bytes)) return 'binary';
  const { kind } = languageOf(path, bytes);
  if (kind !== 'code' && hasKeyBlock(bytes)) return 'secret';
  if (isMinified(bytes, kind === 'prose' ? longProseLineBytes : longLineBytes)) return 'minified';
  if (bytes.length > maxGeneratedBytes && isGeneratedHead(headText(bytes))) return 'generated';
  return undefined;
}

export function isBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, textProbeBytes);
  const encoding = head.includes(0) ? encodingOf(bytes) : 'utf-8';
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return false;
  if (head.includes(0)) return true;
  // `%PDF` is mostly text in its first bytes.
  if (head[0] === 0x25 && head[1] === 0x50 && head[2] === 0x44 && head[3] === 0x46) return true;
  const n = Math.min(head.length, 8192);
  let nControl = 0;
  for (let at = 0; at < n; at++) {
    const byte = head[at]!;
    if (byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b) nControl++;
  }
  return nControl > n * maxControlShare;
}

function isMinified(bytes: Uint8Array, longBytes: number): boolean {
  if (bytes.length < minMinifiedBytes) return false;
  let nLong = 0;
  let from = 0;
  while (from < bytes.length) {
    let end = bytes.indexOf(0x0a, from);
    if (end < 0) end = bytes.length;
    if (end - from > longBytes) nLong += end - from;
    from = end + 1;
  }
  if (nLong <= bytes.length * maxLongShare) return false;
  // A text whose lines end with a lone CR is one line only by this count.
  return bytes.indexOf(0x0d) < 0 || bytes.includes(0x0a);
}

/** A PEM block of a private key in a file that is no source: the key itself. In source it is redacted before anything is sent. */
function hasKeyBlock(bytes: Uint8Array): boolean {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/m.test(headText(bytes));
}
