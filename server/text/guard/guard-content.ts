/** Decides by its bytes whether a file is left out: binary, minified, large and generated, or a key. Pure. */
import type { LeftOutReason } from '../../protocol/index-status.js';
import { encodingOf } from '../decode.js';
import { type Language, languageOf } from '../language/languages.js';
import { surveyText, type TextSurvey } from '../survey.js';
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
/** In prose a whole paragraph may be on one line. */
const longProseLineBytes = 20_000;
const maxLongShare = 0.6;

/**
 * Returns why the file is left out, judged by its bytes as read from disk (or decoded already). Passing `survey` saves reading them again.
 */
export function guardContent(
  bytes: Uint8Array,
  path: string,
  survey: TextSurvey = surveyText(bytes),
  { kind }: Language = languageOf(path, bytes),
): LeftOutReason | undefined {
  if (isBinary(bytes, survey)) return 'binary';
  if (kind !== 'code' && hasKeyBlock(bytes)) return 'secret';
  if (isMinified(bytes, survey.starts, kind === 'prose' ? longProseLineBytes : longLineBytes)) return 'minified';
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

function isMinified(bytes: Uint8Array, starts: Uint32Array, longBytes: number): boolean {
  if (bytes.length < minMinifiedBytes) return false;
  let nLong = 0;
  let from = 0;
  for (let line = 1; line <= starts.length; line++) {
    const end = line < starts.length ? starts[line]! : bytes.length;
    if (end - from > longBytes) nLong += end - from;
    from = end;
  }
  return nLong > bytes.length * maxLongShare;
}

/** True for a PEM block of a private key in a file that is not source code. In source code the key is redacted before anything is sent. */
function hasKeyBlock(bytes: Uint8Array): boolean {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/m.test(headText(bytes));
}
