/** Proves an edit that lists what goes and what comes: nothing else goes, nothing else comes, and it has one place. Pure. */

import { counted, squeezed, surplus } from './compare-lines.js';
import type { ProofEdit } from './step.js';

export interface Exchange {
  readonly file: readonly string[];
  readonly edits: readonly ProofEdit[];
  readonly goes: readonly string[];
  readonly comes: readonly string[];
}

/** Why the edits are not what the answer lists; undefined if they are. */
export function troubleWithExchange({ file, edits, goes, comes }: Exchange): string | undefined {
  const removed = edits.flatMap(edit => file.slice(edit.start, edit.end));
  const added = edits.flatMap(edit => edit.lines);
  const gone = surplus(removed, added);
  const came = surplus(added, removed);
  const listedGone = surplus(goes, comes);
  const listedCame = surplus(comes, goes);
  const unlisted = surplus(gone, listedGone);
  if (unlisted.length > 0) return `the edit would take out a line that the answer does not list: "${unlisted[0]!.trim()}"`;
  const unwritten = surplus(listedCame, came);
  if (unwritten.length > 0) return `a line of the answer would not be written: "${unwritten[0]!.trim()}"`;
  const unasked = surplus(came, listedCame);
  if (unasked.length > 0) return `the edit would write a line that the answer does not have: "${unasked[0]!.trim()}"`;
  const kept = surplus(listedGone, gone);
  if (kept.length > 0) return `a line that the answer takes out would stay: "${kept[0]!.trim()}"`;
  return undefined;
}

/** The number of places at which the file has the lines, blank ones and all spaces aside. */
export function nPlaces(lines: readonly string[], file: readonly string[]): number {
  const wanted = lines.map(squeezed).filter(line => line !== '');
  const own = file.map(squeezed).filter(line => line !== '');
  if (wanted.length === 0) return 0;
  const rare = rarest(wanted, counted(file));
  let n = 0;
  for (let at = own.indexOf(wanted[rare]!); at >= 0; at = own.indexOf(wanted[rare]!, at + 1)) {
    const start = at - rare;
    if (start >= 0 && wanted.every((line, k) => own[start + k] === line)) n++;
  }
  return n;
}

function rarest(wanted: readonly string[], counts: ReadonlyMap<string, number>): number {
  let best = 0;
  wanted.forEach((line, i) => {
    if ((counts.get(line) ?? 0) < (counts.get(wanted[best]!) ?? 0)) best = i;
  });
  return best;
}
