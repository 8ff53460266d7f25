/** Builds a segment in memory from files in memory, with the same steps as the index threads. */
import { createHash } from 'node:crypto';
import type { EmbeddingTable } from '../embedding/static-table.js';
import { wasmKernels } from '../kernels/load-kernels.js';
import { SegmentBuilder } from '../segment/build/segment-builder.js';
import { decode } from '../text/decode.js';
import { headText } from '../text/guard/generated.js';
import { guardContent } from '../text/guard/guard-content.js';
import { guardPath } from '../text/guard/guard-path.js';
import { fileRole } from '../text/language/file-role.js';
import { languageOf } from '../text/language/languages.js';
import { lineStartsOf } from '../text/lines.js';
import { outlineRows } from '../text/outline/outline.js';
import { cutWindows } from '../text/windows.js';

export interface MemoryFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export function segmentOfFiles(files: Iterable<MemoryFile>, kernels: Uint8Array, table: EmbeddingTable | undefined): SharedArrayBuffer {
  const builder = new SegmentBuilder(wasmKernels(kernels), table);
  for (const { path, bytes: raw } of files) {
    if (guardPath(path) !== undefined || guardContent(raw, path) !== undefined) continue;
    const bytes = decode(raw);
    const language = languageOf(path, bytes);
    const starts = lineStartsOf(bytes);
    builder.add({
      path,
      sizeBytes: raw.length,
      mtimeMs: 1,
      contentHash: createHash('sha256').update(bytes).digest().subarray(0, 16),
      language: language.id,
      role: fileRole(path, headText(bytes)),
      bytes,
      outline: outlineRows(bytes, language, starts),
      windows: cutWindows(bytes, starts),
    });
  }
  return builder.finish().buffer;
}
