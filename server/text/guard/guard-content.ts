/** Decides by its bytes whether a file is left out: binary, minified, large and generated, or a key. Pure. */
import type { LeftOutReason } from '../../protocol/index-status.js';
import { encodingOf } from '../decode.js';
import { type Language, languageOf } from '../language/languages.js';
import { lineStartsOf } from '../lines.js';
import { surveyText, type TextSurvey } from '../survey.js';
import { cutLongLines } from './cut-long-lines.js';
import { headText, isGeneratedHead } from './generated.js';

/** Number of bytes in which control characters are counted. */
const controlBytes = 8192;
/** A larger share of control characters means that the file is binary. */
const maxControlShare = 0.02;
/** A generated file up to this size is indexed like any other, with the role `generated`. */
const maxGeneratedBytes = 256 * 1024;
/** Smaller files are indexed whatever the length of their lines. */
const minMinifiedBytes = 16 * 1024;
const longLineBytes = 2000;
/** Languages besides code that tools minify. Of other data and of prose, long lines are cut, and the rest is kept. */
const minifiedData = new Set(['css', 'scss', 'html']);
const maxLongShare = 0.6;

/**
 * Returns why the file is left out, judged by its bytes as read from disk (or decoded already). Passing `survey` saves reading them again.
 */
export function guardContent(
  bytes: Uint8Array,
  path: string,
  survey: TextSurvey = surveyText(bytes),
  { kind, name }: Language = languageOf(path, bytes),
): LeftOutReason | undefined {
  if (isBinary(bytes, survey)) return 'binary';
  if (kind !== 'code' && hasKeyBlock(bytes)) return 'secret';
  if ((kind === 'code' ? name !== 'sql' : minifiedData.has(name)) && isMinified(bytes, survey.starts)) return 'minified';
  if (bytes.length > maxGeneratedBytes && isGeneratedHead(headText(bytes))) return 'generated';
  return undefined;
}

function isBinary(bytes: Uint8Array, { hasZero, nControl }: TextSurvey): boolean {
  if (hasZero) {
    const encoding = encodingOf(bytes);
    return encoding !== 'utf-16le' && encoding !== 'utf-16be';
  }
  // The first bytes of a PDF (`%PDF`) are mostly text.
  if (bytes[0] === 0x25 && bytes[1] === 0x50 && bytes[2] === 0x44 && bytes[3] === 0x46) return true;
  return nControl > Math.min(bytes.length, controlBytes) * maxControlShare;
}

/** Encoded data in the text, such as a font or a picture, does not count: it is cut. */
function isMinified(raw: Uint8Array, rawStarts: Uint32Array): boolean {
  if (raw.length < minMinifiedBytes || longShare(raw, rawStarts) <= maxLongShare) return false;
  const bytes = cutLongLines(raw, rawStarts);
  if (bytes === raw) return true;
  return bytes.length >= minMinifiedBytes && longShare(bytes, lineStartsOf(bytes)) > maxLongShare;
}

function longShare(bytes: Uint8Array, starts: Uint32Array): number {
  let nLong = 0;
  let from = 0;
  for (let line = 1; line <= starts.length; line++) {
    const end = line < starts.length ? starts[line]! : bytes.length;
    if (end - from > longLineBytes) nLong += end - from;
    from = end;
  }
  return nLong / Math.max(1, bytes.length);
}

/** True for a PEM block of a private key, or armoured PGP data, in a file that is not source code. In source code the key is redacted before anything is sent. */
export function hasKeyBlock(bytes: Uint8Array): boolean {
  return /^-----BEGIN (?:[A-Z ]*PRIVATE KEY(?: BLOCK)?|PGP [A-Z ]+)-----/m.test(headText(bytes));
}
