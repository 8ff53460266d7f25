/** Small changes of one file each, from the history of a repository. */
import { spawnSync } from 'node:child_process';
import { languageOf } from '../../../server/text/language/languages.js';
import { differences, type Hunk } from './differences.js';

export interface Change {
  readonly repository: string;
  readonly path: string;
  readonly language: string;
  readonly before: string;
  readonly after: string;
  readonly hunks: readonly Hunk[];
}

const git = (root: string, args: readonly string[], input?: string): Buffer =>
  spawnSync('git', ['-C', root, ...args], { maxBuffer: 1 << 28, ...(input !== undefined && { input }) }).stdout;

/** Returns the newest changes first, at most two of a path. */
export function changesOf(root: string, limit: number): readonly Change[] {
  const log = git(root, [
    'log',
    '--no-merges',
    '-n',
    String(limit * 40 + 100),
    '--raw',
    '--abbrev=40',
    '--no-renames',
    '--diff-filter=M',
    '--format=tformat:@',
  ]).toString();
  const seen = new Map<string, number>();
  const wanted: { readonly from: string; readonly to: string; readonly path: string }[] = [];
  for (const row of log.split('\n')) {
    const found = /^:\d+ \d+ ([0-9a-f]{40}) ([0-9a-f]{40}) M\t(.+)$/.exec(row);
    if (!found) continue;
    const [, from = '', to = '', path = ''] = found;
    const language = languageOf(path);
    if (
      language.name === 'plaintext' ||
      language.kind === 'prose' ||
      /(?:^|\/)(?:package-lock\.json|.*\.min\.|.*\.lock|vendor\/|dist\/)/.test(path)
    )
      continue;
    const n = seen.get(path) ?? 0;
    if (n >= 2) continue;
    seen.set(path, n + 1);
    wanted.push({ from, to, path });
    if (wanted.length >= limit * 8) break;
  }
  const blobs = readBlobs(
    root,
    wanted.flatMap(({ from, to }) => [from, to]),
  );
  const changes: Change[] = [];
  // Data files change most often and differ least, so they get a quarter.
  const isCode = (path: string): boolean => languageOf(path).kind === 'code';
  const ordered = [...wanted.filter(({ path }) => isCode(path)), ...wanted.filter(({ path }) => !isCode(path))];
  let nData = 0;
  for (const { from, to, path } of ordered) {
    if (changes.length === limit) break;
    if (!isCode(path) && ++nData > Math.max(1, limit / 4)) break;
    const [before, after] = [blobs.get(from), blobs.get(to)];
    if (before === undefined || after === undefined || before.length < 300 || before.length > 80_000 || after.length < 100) continue;
    if (
      `${before}${after}`.includes('```') ||
      `${before}${after}`.includes('\uFFFD') ||
      /\r/.test(before) ||
      before.endsWith('\n') !== after.endsWith('\n')
    )
      continue;
    const hunks = differences(linesOf(before), linesOf(after), 3);
    const nChanged = hunks.flatMap(({ lines }) => lines).filter(line => line[0] !== ' ').length;
    if (hunks.length === 0 || hunks.length > 3 || nChanged > 30 || squeezed(before) === squeezed(after)) continue;
    changes.push({ repository: root, path, language: languageOf(path).name, before, after, hunks });
  }
  return changes;
}

/** Splits like a diff: after the last line end there is no further line. */
export const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

const squeezed = (text: string): string => text.replace(/\s+/g, '');

function readBlobs(root: string, ids: readonly string[]): ReadonlyMap<string, string> {
  const out = git(root, ['cat-file', '--batch'], `${[...new Set(ids)].join('\n')}\n`);
  const blobs = new Map<string, string>();
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(10, at);
    if (end < 0) break;
    const [id = '', kind, size] = out.subarray(at, end).toString().split(' ');
    at = end + 1;
    if (kind !== 'blob') continue;
    blobs.set(id, out.subarray(at, at + Number(size)).toString('utf8'));
    at += Number(size) + 1;
  }
  return blobs;
}
