/**
 * Merges stored segments into a new file, as a stream: a background task of an index thread. The sources stay until a new manifest no
 * longer
 * names them.
 */
import { randomBytes } from 'node:crypto';
import { AtomicFileSync } from '../disk/atomic-file.js';
import { segmentFileName } from '../disk/folder-layout.js';
import type { Kernels } from '../kernels/kernels.js';
import { mergeSegments } from '../segment/merge/merge.js';
import type { SegmentTables } from '../segment/read/segment-table.js';
import type { IndexTask, TaskOutcome } from './index-tasks.js';

/** Throws a ProblemError if the disk refuses, and whatever `breathe` throws to stop it. */
export function mergeTask(
  { folder, sources }: Extract<IndexTask, { kind: 'merge' }>,
  kernels: () => Kernels,
  tables: SegmentTables,
  breathe: () => void,
): TaskOutcome {
  if (folder.storage === undefined) return { kind: 'stopped' };
  const id = randomBytes(8).toString('hex');
  const path = segmentFileName(folder.storage, id);
  const file = new AtomicFileSync(path);
  try {
    const inputs = sources.map(source => ({ from: source.path, deletedFiles: source.deletedFiles }));
    // Uses its own kernels, so that the memory of a large merge is freed with them.
    const merged = mergeSegments(inputs, kernels(), bytes => file.write(bytes), breathe);
    if (merged.kind !== 'merged') {
      file.abandon();
      return { kind: 'damaged', path: sources[merged.source]!.path };
    }
    file.commit();
    return { kind: 'merged', segment: { id, path, sizeBytes: merged.sizeBytes, files: tables.read(path) } };
  } catch (error) {
    file.abandon();
    throw error;
  }
}
