/** Questions to snapshots whose segments may prove damaged in the middle of them. */
import { SegmentDamage } from '../segment/read/page-cache.js';
import type { Snapshot } from './snapshot-types.js';

/**
 * Runs a whole question, and runs it again if a segment of one of the snapshots proves damaged while its facts are read: the snapshot leaves
 * that segment out from then on. Throws the damage if the question meets more of it than there are segments.
 */
export function retryOnDamage<T>(snapshots: readonly Snapshot[], ask: () => T): T {
  let nSegments = 0;
  for (const snapshot of snapshots) nSegments += snapshot.nSegments;
  for (let nTries = 0; ; nTries++) {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof SegmentDamage) || nTries >= nSegments) throw error;
    }
  }
}
