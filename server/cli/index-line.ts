/** Describes an index in one line. Pure. */
import { groupedNumber } from '../base/grouped-number.js';
import type { FolderStatus } from '../protocol/index-status.js';

export function indexLine({ nSearchable, nChunks, name }: FolderStatus, ms: number, isUpToDate: boolean): string {
  const files = `${groupedNumber(nSearchable)} file${nSearchable === 1 ? '' : 's'}`;
  const chunks = `${groupedNumber(nChunks)} passage${nChunks === 1 ? '' : 's'}`;
  return isUpToDate
    ? `The index of ${name} is up to date: ${files}, ${chunks}.`
    : `Indexed ${name} in ${ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`}: ${files}, ${chunks}.`;
}
