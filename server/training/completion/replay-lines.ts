/**
 * Lines that people wrote, from the history of a repository: the files at a commit some way back are the workspace, and the lines that later
 * commits added are typed again. Comments and short lines are left out.
 */
import { spawnSync } from 'node:child_process';
import { guardPath } from '../../text/guard/guard-path.js';
import { languageOf } from '../../text/language/languages.js';
import type { Random } from '../random.js';

export interface ReplayedLine {
  readonly path: string;
  /** The new file above the line, and below it what the commit did not add. */
  readonly above: string;
  readonly line: string;
  readonly below: string;
}

export interface ReplayedHistory {
  readonly workspace: readonly { readonly path: string; readonly text: string }[];
  readonly lines: readonly ReplayedLine[];
}

const maxFileBytes = 400_000;
const minLineChars = 8;
const maxLinesOfFile = 12;
const comment = /^\s*(?:\/\/|#(?!\[|include|define|if|end|else|pragma)|\*|\/\*|--|;;|%|"""|'''|<!--)/;

const git = (root: string, args: readonly string[], input?: string): Buffer =>
  spawnSync('git', ['-C', root, ...args], { maxBuffer: 1 << 30, ...(input !== undefined && { input }) }).stdout;

/** Reads up to `nLines` lines of the last `nCommits` commits of a bare repository. */
export function replayedHistory(root: string, nCommits: number, nLines: number, random: Random): ReplayedHistory {
  const commits = git(root, ['rev-list', '--first-parent', `--max-count=${nCommits + 1}`, 'HEAD'])
    .toString()
    .trim()
    .split('\n')
    .toReversed();
  const found: {
    readonly commit: string;
    readonly path: string;
    readonly added: ReadonlySet<number>;
    readonly chosen: readonly number[];
  }[] = [];
  for (let i = 1; i < commits.length; i++) {
    const [parent, commit] = [commits[i - 1]!, commits[i]!];
    const diff = git(root, ['diff', '-U0', '--no-renames', '--no-ext-diff', '--diff-filter=AM', parent, commit]).toString();
    for (const [path, added] of addedLines(diff)) {
      if (languageOf(path).kind !== 'code' || guardPath(path) !== undefined) continue;
      const lines = [...added].filter(([, text]) => text.trim().length >= minLineChars && text.length < 200 && !comment.test(text));
      const chosen = lines.filter(() => random.chance(0.5)).map(([n]) => n);
      if (chosen.length > 0)
        found.push({
          commit,
          path,
          added: new Set(added.keys()),
          chosen: [...random.sample(chosen, maxLinesOfFile)].sort((a, b) => a - b),
        });
    }
  }
  const total = found.reduce((sum, { chosen }) => sum + chosen.length, 0);
  const kept = found.filter(() => random.chance(nLines / Math.max(1, total)));
  const texts = readObjects(
    root,
    kept.map(({ commit, path }) => `${commit}:${path}`),
  );
  const lines = kept.flatMap(({ path, added, chosen }, i) => {
    const all = texts[i]?.split('\n') ?? [];
    return chosen.flatMap(n => {
      const line = all[n - 1]?.replace(/\r$/, '');
      if (line === undefined) return [];
      const below = all.slice(n).filter((_, j) => !added.has(n + 1 + j));
      return [
        {
          path,
          above: all
            .slice(0, n - 1)
            .map(one => `${one}\n`)
            .join(''),
          line,
          below: below.map(one => `\n${one}`).join(''),
        },
      ];
    });
  });
  return { workspace: workspaceAt(root, commits[0]!), lines: lines.slice(0, nLines) };
}

function workspaceAt(root: string, commit: string): ReplayedHistory['workspace'] {
  const rows = git(root, ['ls-tree', '-r', '-l', commit]).toString().trim().split('\n');
  const files = rows.flatMap(row => {
    const [facts = '', path = ''] = row.split('\t');
    const [, type, object = '', size] = facts.split(/\s+/);
    const isRead = type === 'blob' && Number(size) <= maxFileBytes && languageOf(path).kind === 'code' && guardPath(path) === undefined;
    return isRead ? [{ path, object }] : [];
  });
  const texts = readObjects(
    root,
    files.map(({ object }) => object),
  );
  return files.flatMap(({ path }, i) => (texts[i] === undefined ? [] : [{ path, text: texts[i] }]));
}

/** Maps each path of a diff without context to the lines that it adds. */
function addedLines(diff: string): Map<string, Map<number, string>> {
  const files = new Map<string, Map<number, string>>();
  let lines: Map<number, string> | undefined;
  let n = 0;
  for (const row of diff.split('\n')) {
    if (row.startsWith('+++ ')) {
      lines = row.startsWith('+++ b/') ? new Map() : undefined;
      if (lines !== undefined) files.set(row.slice(6), lines);
    } else if (row.startsWith('@@')) n = Number(/\+(\d+)/.exec(row)?.[1] ?? 0);
    else if (row.startsWith('+')) lines?.set(n++, row.slice(1));
  }
  return files;
}

/** Reads objects by name; undefined for one that is missing. */
function readObjects(root: string, names: readonly string[]): (string | undefined)[] {
  const output = git(root, ['cat-file', '--batch'], names.map(name => `${name}\n`).join(''));
  let at = 0;
  return names.map(() => {
    const end = output.indexOf(10, at);
    const size = /^\S+ \w+ (\d+)$/.exec(output.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) return undefined;
    const text = output.toString('utf8', at, at + Number(size));
    at += Number(size) + 1;
    return text;
  });
}
