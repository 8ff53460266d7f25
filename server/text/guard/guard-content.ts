/** What a file's bytes say against it: no text, squeezed for machines, written by a machine at length, or a key. Pure. */
import type { LeftOutReason } from '../../protocol/index-status.js';
import { encodingOf } from '../decode.js';
import { type Language, languageOf } from '../language/languages.js';
import { surveyText, type TextSurvey } from '../survey.js';
import { headText, isGeneratedHead } from './generated.js';

/** Bytes whose control characters are counted. */
const controlBytes = 8192;
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

/** Why the file stays out, judged by its bytes as read from disk (or decoded already); what is known of them saves looking again. */
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
  // `%PDF` is mostly text in its first bytes.
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

/** A PEM block of a private key in a file that is no source: the key itself. In source it is redacted before anything is sent. */
function hasKeyBlock(bytes: Uint8Array): boolean {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/m.test(headText(bytes));
}
