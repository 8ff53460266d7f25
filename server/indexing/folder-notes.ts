/** What the status adds about a folder's index, apart from problems. Pure. */
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import type { FolderFiles } from './folder-files.js';

/** What another process writes is as old here as its last commit. Times in milliseconds since 1970. */
export function followerNote(committedMs: number | undefined, nowMs: number): Sentence {
  if (committedMs === undefined) return say('noteFollowing');
  return say('noteFollowingAsOf', { n: Math.max(0, Math.round((nowMs - committedMs) / 1000)) });
}

/** Says why a complete index holds nothing, or no new files. */
export function contentNote(files: FolderFiles, quotaBytes: number): Sentence | undefined {
  const { nFiles, nLeftOut, sizeBytes } = files;
  if (sizeBytes >= quotaBytes) return say('noteQuota', { n: Math.round(quotaBytes / 1e6) });
  if (nFiles > 0) return undefined;
  if (nLeftOut === 0) return say('noteEmpty');
  const [first] = files.leftOutSources();
  if (first === undefined) return say('noteSkippedByKind', { n: nLeftOut });
  return first.n === nLeftOut
    ? say('noteSkippedBy', { n: nLeftOut, source: first.source })
    : say('noteSkippedMostlyBy', { n: nLeftOut, some: first.n, source: first.source });
}
