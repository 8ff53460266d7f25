/** Reads commits as pairs of a message and what it changed. Leaves out merges, bulk changes and messages without information. */
import { gitAsFar } from './git-files.js';

export interface CommitHunk {
  readonly path: string;
  /** Context and added lines, as they are after the commit. */
  readonly text: string;
}

export interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly body: string;
  readonly hunks: readonly CommitHunk[];
}

const maxFiles = 12;
const dull =
  /^(?:merge|revert|bump|release|prepare|version|update (?:changelog|version|dependenc|submodule|copyright|license)|chore|typo|fix(?:ed)? typo|build\(deps|deps:|wip|v?\d+\.\d|\[maven|ci\b|lint|format|whitespace|cleanup|clean up|nit)/i;

/** Returns at most `limit` commits, newest first, beginning `skip` commits before the newest; without hunks if `withHunks` is false. */
export function commitsOf(folder: string, skip: number, limit: number): readonly Commit[] {
  const format = '%x01%H%x02%s%x02%b%x03';
  const out = gitAsFar(folder, [
    'log',
    'HEAD',
    '--no-merges',
    '--no-color',
    '--no-renames',
    '--no-ext-diff',
    '--diff-filter=AM',
    '-U6',
    '-p',
    `--skip=${skip}`,
    '-n',
    String(limit),
    `--format=${format}`,
  ]);
  const commits: Commit[] = [];
  for (const block of out.toString('utf8').split('\x01')) {
    const head = headOf(block);
    if (head === undefined) continue;
    const { hash, subject, body, rest } = head;
    const files = rest.split(/^diff --git /m).slice(1);
    if (files.length === 0 || files.length > maxFiles || !isWorthAsking(subject)) continue;
    commits.push({ hash, subject: cleanSubject(subject), body: cleanBody(body), hunks: files.flatMap(hunksOf) });
  }
  return commits;
}

function headOf(block: string): { hash: string; subject: string; body: string; rest: string } | undefined {
  const end = block.indexOf('\x03');
  const [hash, subject, body] = block.slice(0, Math.max(0, end)).split('\x02');
  return hash === undefined || subject === undefined || body === undefined
    ? undefined
    : { hash, subject, body, rest: block.slice(end + 1) };
}

/** True for four words or more that are not one of the usual subjects without information about code. */
export const isWorthAsking = (subject: string): boolean => !dull.test(subject) && subject.split(/\s+/).length >= 4;

/** Reduces `fix(http): retry (#12)` to `retry`, which is closer to what a person would ask. */
export const cleanSubject = (subject: string): string =>
  subject
    .replace(/^\[[^\]]*\]\s*/, '')
    .replace(/^[a-z]+(?:\([^)]*\))?!?:\s*/i, '')
    .replace(/\s*\(?(?:#|GH-?)\d+\)?/g, '')
    .replace(/\.$/, '')
    .trim();

const cleanBody = (body: string): string =>
  body
    .split('\n')
    .filter(line => !/^\s*(?:[A-Z][\w-]+-by:|co-authored|change-id|refs?\b|fix(?:es)? #|close[sd]? #|https?:)/i.test(line))
    .join(' ')
    .slice(0, 400);

function hunksOf(file: string): CommitHunk[] {
  const path = /^\+\+\+ b\/(.*)$/m.exec(file)?.[1]?.trim();
  if (path === undefined) return [];
  return file
    .split(/^@@ .*?@@/m)
    .slice(1)
    .map(hunk => ({
      path,
      text: hunk
        .split('\n')
        .filter(line => line.startsWith('+') || line.startsWith(' '))
        .map(line => line.slice(1))
        .join('\n')
        .slice(0, 6000),
    }));
}
