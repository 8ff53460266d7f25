/**
 * Turns a file's bytes into the input of a segment, or into the reason why it is left out: guard, decode, language, role, outline,
 * windows. Pure.
 */
import type { LeftOutReason } from '../protocol/index-status.js';
import type { SegmentInput } from '../segment/format/segment-input.js';
import { decode } from '../text/decode.js';
import { cutLongLines } from '../text/guard/cut-long-lines.js';
import { headText } from '../text/guard/generated.js';
import { guardContent } from '../text/guard/guard-content.js';
import { fileRole } from '../text/language/file-role.js';
import { languageOf } from '../text/language/languages.js';
import { lineStartsOf } from '../text/lines.js';
import { outlineRows } from '../text/outline/outline.js';
import type { TextSurvey } from '../text/survey.js';
import { cutWindows } from '../text/windows.js';

export type RawFile = Pick<SegmentInput, 'path' | 'sizeBytes' | 'mtimeMs' | 'contentHash' | 'bytes'>;

export function inputOf(file: RawFile, survey: TextSurvey): SegmentInput | LeftOutReason {
  const found = languageOf(file.path, file.bytes);
  const reason = guardContent(file.bytes, file.path, survey, found);
  if (reason !== undefined) return reason;
  const whole = decode(file.bytes, survey.isAscii && !survey.hasZero);
  const bytes = cutLongLines(whole, whole === file.bytes ? survey.starts : undefined);
  const isPlain = bytes === file.bytes;
  const language = isPlain ? found : languageOf(file.path, bytes);
  const starts = isPlain ? survey.starts : lineStartsOf(bytes);
  return {
    ...file,
    bytes,
    language: language.id,
    role: fileRole(file.path, headText(bytes)),
    outline: outlineRows(bytes, language, starts),
    windows: cutWindows(bytes, starts),
  };
}
