/** A file's bytes as input of a segment, or why it stays out: guard, decode, language, role, outline, windows. Pure. */
import type { LeftOutReason } from '../protocol/index-status.js';
import type { SegmentInput, SegmentWindows } from '../store/segment-input.js';
import { decode } from '../text/decode.js';
import { fileRole, fileRoles } from '../text/file-role.js';
import { headText } from '../text/generated.js';
import { guardContent } from '../text/guard-content.js';
import { languageOf } from '../text/languages.js';
import { lineStartsOf } from '../text/lines.js';
import { outline } from '../text/outline.js';
import { cutWindows, type Windows } from '../text/windows.js';

export type RawFile = Pick<SegmentInput, 'path' | 'sizeBytes' | 'mtimeMs' | 'contentHash' | 'bytes'>;

export function inputOf(file: RawFile): SegmentInput | LeftOutReason {
  const reason = guardContent(file.bytes, file.path);
  if (reason !== undefined) return reason;
  const bytes = decode(file.bytes);
  const language = languageOf(file.path, bytes);
  const starts = lineStartsOf(bytes);
  return {
    ...file,
    bytes,
    language: language.id,
    role: fileRoles.indexOf(fileRole(file.path, headText(bytes))),
    outline: outline(bytes, language, starts),
    windows: columnsOf(cutWindows(bytes, starts), bytes.length, starts.length),
  };
}

function columnsOf(windows: Windows, nBytes: number, nLines: number): SegmentWindows {
  const offsets = new Uint32Array(windows.count + 1);
  const lines = new Uint32Array(windows.count + 1);
  offsets.set(windows.startByte);
  lines.set(windows.startLine);
  offsets[windows.count] = nBytes;
  lines[windows.count] = nLines + 1;
  return { offsets, lines };
}
