/**
 * Chooses segments to merge. When a tier holds several segments of similar size, they become one of the next tier; a segment that is mostly
 * dead is rewritten. So a file is rewritten about log(n) times, and a query reads few segments. Pure.
 */
export interface MergeCandidate {
  readonly id: string;
  readonly sizeBytes: number;
  readonly nFiles: number;
  readonly deleted: ArrayLike<number>;
}

/** Number of segments of one tier that are merged, and the size factor from tier to tier. */
const fanIn = 6;
/** All smaller segments form one tier. */
const smallBytes = 256 * 1024;
/** Larger segments are left alone, so that a merge stays short. */
const maxMergedBytes = 384 * 1024 * 1024;
const maxDeadShare = 0.5;
/** In smaller segments, dead versions may wait for their files to return. */
const minDeadBytes = 4 * 1024 * 1024;

/** Returns the ids of the next merge that is worthwhile, or undefined. */
export function nextMerge(segments: readonly MergeCandidate[]): readonly string[] | undefined {
  const tiers = new Map<number, MergeCandidate[]>();
  // Segments without a live file are dropped, not merged.
  for (const segment of segments.filter(({ deleted, nFiles }) => deleted.length < nFiles)) {
    const tier = tierOf(liveBytes(segment));
    const members = tiers.get(tier);
    if (members === undefined) tiers.set(tier, [segment]);
    else members.push(segment);
  }
  for (const tier of [...tiers.keys()].sort((a, b) => a - b)) {
    const members = tiers.get(tier)!.sort((a, b) => liveBytes(a) - liveBytes(b));
    if (members.length < fanIn) continue;
    const chosen: string[] = [];
    let sum = 0;
    for (const member of members) {
      sum += liveBytes(member);
      if (sum > maxMergedBytes) break;
      chosen.push(member.id);
    }
    if (chosen.length >= fanIn) return chosen;
  }
  const mostlyDead = segments.find(
    ({ deleted, nFiles, sizeBytes }) =>
      deleted.length > nFiles * maxDeadShare && deleted.length < nFiles && sizeBytes > minDeadBytes && sizeBytes <= maxMergedBytes,
  );
  return mostlyDead === undefined ? undefined : [mostlyDead.id];
}

const liveBytes = ({ sizeBytes, nFiles, deleted }: MergeCandidate): number => (sizeBytes * (nFiles - deleted.length)) / Math.max(1, nFiles);

const tierOf = (bytes: number): number => (bytes <= smallBytes ? 0 : Math.ceil(Math.log(bytes / smallBytes) / Math.log(fanIn)));
