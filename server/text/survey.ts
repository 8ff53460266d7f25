/** Facts from one pass over a file's bytes, before anything is decided about it. Pure; the kernels have a faster twin. */
import { lineStartsOf } from './lines.js';

export interface TextSurvey {
  readonly isAscii: boolean;
  /** True if the first 64 KB contain a zero byte. */
  readonly hasZero: boolean;
  /** Number of control characters in the first 8 KB that text does not contain. */
  readonly nControl: number;
  /** Start of each line. */
  readonly starts: Uint32Array;
}

const zeroBytes = 65_536;
const controlBytes = 8192;

export function surveyText(bytes: Uint8Array): TextSurvey {
  let nControl = 0;
  for (let at = 0; at < Math.min(bytes.length, controlBytes); at++) {
    const byte = bytes[at]!;
    if (byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== 0x1b) nControl++;
  }
  return {
    isAscii: bytes.every(byte => byte < 0x80),
    hasZero: bytes.subarray(0, zeroBytes).includes(0),
    nControl,
    starts: lineStartsOf(bytes),
  };
}
