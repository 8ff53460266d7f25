/** Sorts scored candidates into a list of files, best first, with copies folded into one row. Pure. */
import { fileRoles } from '../../text/language/file-role.js';
import type { CandidateTable } from './extract-features.js';

export interface RankedFile {
  /** Row in the candidate table. */
  readonly row: number;
  readonly score: number;
  /** Rows of files with the same content, which are not shown. */
  readonly copies: readonly number[];
}

/** Returns at most `limit` files. Candidates after them are not examined. */
export function orderFiles(table: CandidateTable, scores: Float64Array, limit: number): readonly RankedFile[] {
  const rows = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || table.files[a]! - table.files[b]!);
  const shown: { row: number; score: number; copies: number[] }[] = [];
  const byHash = new Map<string, { copies: number[] }>();
  const byName = new Map<string, { row: number; copies: number[] }[]>();
  for (const row of rows) {
    if (shown.length >= limit) break;
    const { contentHash, path } = table.facts[row]!;
    const hash = Buffer.from(contentHash).toString('latin1');
    const name = path.slice(path.lastIndexOf('/') + 1);
    const same = byHash.get(hash) ?? byName.get(name)?.find(other => isNearCopy(table, other.row, row));
    if (same !== undefined) {
      same.copies.push(row);
      continue;
    }
    const entry = { row, score: scores[row]!, copies: [] };
    shown.push(entry);
    byHash.set(hash, entry);
    byName.set(name, [...(byName.get(name) ?? []), entry]);
  }
  return shown;
}

/** True for the same name, a size that differs by at most a hundredth, and the same matched words: a patched or vendored copy. */
function isNearCopy(table: CandidateTable, shown: number, row: number): boolean {
  const a = table.facts[shown]!;
  const b = table.facts[row]!;
  const isClose = (x: number, y: number): boolean => Math.abs(x - y) <= 0.01 * Math.max(x, y);
  if (!isClose(a.sizeBytes, b.sizeBytes) || !isClose(a.nLines, b.nLines) || Math.abs(a.nSymbols - b.nSymbols) > 1) return false;
  if (fileRoles[b.role] === 'vendored') return true;
  const [x, y] = [table.windowsOf(shown), table.windowsOf(row)];
  return x.length === y.length && x.length > 0 && x.every(({ text }, i) => isClose(text, y[i]!.text));
}
