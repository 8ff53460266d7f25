/**
 * Folders with questions whose answers are known: the public code-search benchmark (labels of MinishLab/semble, MIT), and commits of other
 * repositories, whose messages must find the files that they changed, in the tree before the commit.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileRole } from '../../text/language/file-role.js';
import { languageOf } from '../../text/language/languages.js';
import { cleanSubject, isWorthAsking } from '../corpus/commits.js';
import { type CorpusFile, filesOf, git } from '../corpus/git-files.js';
import { Random } from '../random.js';

export interface Target {
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

export interface JudgedQuery {
  readonly query: string;
  readonly kind: string;
  readonly targets: readonly Target[];
}

export interface JudgedFolder {
  readonly name: string;
  readonly language: string;
  readonly queries: readonly JudgedQuery[];
  /** Reads the tree; the result is not cached. */
  readonly files: () => readonly CorpusFile[];
}

interface RepositorySpec {
  readonly name: string;
  readonly language: string;
  readonly url: string;
  readonly revision: string;
  readonly benchmark_root?: string | null;
}

type RawTarget = string | { readonly path: string; readonly start_line?: number; readonly end_line?: number };

const maxFileBytes = 2 << 20;

/** `bench` contains repos.json and annotations/; `mirror` contains bare repositories as OWNER+NAME/repo. Missing ones are left out. */
export function benchmarkFolders(bench: string, mirror: string): readonly JudgedFolder[] {
  // The benchmark has this format; a wrong file fails at its first use.
  const specs = JSON.parse(readFileSync(join(bench, 'repos.json'), 'utf8')) as readonly RepositorySpec[];
  return specs.flatMap(spec => {
    const labels = join(bench, 'annotations', `${spec.name}.json`);
    const bare = join(mirror, slugOf(spec.url), 'repo');
    if (!existsSync(labels) || !existsSync(bare)) return [];
    // As above.
    const tasks = JSON.parse(readFileSync(labels, 'utf8')) as readonly {
      readonly query: string;
      readonly category: string;
      readonly relevant?: readonly RawTarget[];
      readonly secondary?: readonly RawTarget[];
    }[];
    const root = spec.benchmark_root ?? '';
    return [
      {
        name: spec.name,
        language: spec.language,
        queries: tasks.map(({ query, category, relevant = [], secondary = [] }) => ({
          query,
          kind: category,
          targets: [...relevant, ...secondary].map(targetOf),
        })),
        files: () =>
          rebased(
            filesOf(bare, spec.revision, (path, size) => size <= maxFileBytes && (root === '' || path.startsWith(`${root}/`))),
            root,
          ),
      },
    ];
  });
}

/** Returns the benchmark's available repositories as FOLDER@REVISION. */
export const benchmarkRevisions = (bench: string, mirror: string): readonly string[] =>
  (JSON.parse(readFileSync(join(bench, 'repos.json'), 'utf8')) as readonly RepositorySpec[]).flatMap(({ url, revision }) => {
    const bare = join(mirror, slugOf(url), 'repo');
    return existsSync(bare) ? [`${bare}@${revision}`] : [];
  });

export const slugOf = (url: string): string =>
  url
    .replace('https://github.com/', '')
    .replace(/\.git$/, '')
    .replace('/', '+');

const targetOf = (raw: RawTarget): Target =>
  typeof raw === 'string'
    ? { path: raw }
    : {
        path: raw.path,
        ...(raw.start_line === undefined ? {} : { startLine: raw.start_line }),
        ...(raw.end_line === undefined ? {} : { endLine: raw.end_line }),
      };

const rebased = (files: Iterable<CorpusFile>, root: string): readonly CorpusFile[] =>
  Array.from(files, file => (root === '' ? file : { ...file, path: file.path.slice(root.length + 1) }));

/** Larger trees would be most of the work but few of the questions. */
const maxTreeFiles = 3000;
const maxChanged = 5;

const isData = /\.(?:svg|lock|snap|csv|map|po|ttf)$/;

/** Makes questions from the last commits of a repository, against the tree before them. Returns undefined if there are too few. */
export function commitFolder(folder: string, nQueries: number, seed: number): JudgedFolder | undefined {
  const nBack = 400;
  const log = git(folder, [
    'log',
    'HEAD',
    '--no-merges',
    '--no-renames',
    '--name-status',
    '-n',
    String(nBack),
    '--format=%x01%H%x02%s%x02%b%x03',
  ]).toString('utf8');
  const commits = log.split('\u0001').slice(1);
  const oldest = commits.at(-1)?.slice(0, 40);
  if (oldest === undefined || commits.length < 40) return undefined;
  let tree: string;
  try {
    tree = git(folder, ['rev-parse', `${oldest}^`])
      .toString('utf8')
      .trim();
  } catch {
    return undefined;
  }
  // The whole tree is searched, including prose and settings, but only code must be found.
  const accept = (path: string, size: number): boolean => size <= 400_000 && fileRole(path) !== 'vendored' && !isData.test(path);
  const isCode = (path: string): boolean => accept(path, 0) && languageOf(path).kind === 'code';
  const present = new Set(git(folder, ['ls-tree', '-r', '--name-only', '-z', tree]).toString('utf8').split('\0'));
  const nSources = [...present].filter(isCode).length;
  if (nSources > maxTreeFiles || nSources < 12) return undefined;
  const seen = new Set<string>();
  const queries = commits.flatMap(block => {
    const [head = '', rows = ''] = block.split('\u0003');
    const [, subject = '', body = ''] = head.split('\u0002');
    const changed = rows.split('\n').flatMap(row => /^M\t(.*)$/.exec(row)?.[1] ?? []);
    const sources = changed.filter(path => isCode(path) && fileRole(path) !== 'test' && present.has(path));
    const asked = cleanSubject(subject);
    if (!isWorthAsking(subject) || sources.length === 0 || sources.length > maxChanged || changed.length > 8 || seen.has(asked)) return [];
    seen.add(asked);
    // As a person would ask, as the subject was written, or with the whole message.
    const query = [asked, subject, asked, subject, `${subject}\n\n${body}`][seen.size % 5]!;
    return [{ query, kind: 'commit', targets: sources.map(path => ({ path })) }];
  });
  if (queries.length < 8) return undefined;
  const sample = new Random(seed).sample(queries, nQueries);
  const name = basename(folder) === 'repo' ? basename(dirname(folder)) : basename(folder);
  const languages = new Map<string, number>();
  for (const { targets } of sample) {
    for (const { path } of targets) languages.set(languageOf(path).name, (languages.get(languageOf(path).name) ?? 0) + 1);
  }
  const [language = ''] = [...languages].sort((a, b) => b[1] - a[1])[0] ?? [];
  return { name, language, queries: sample, files: () => [...filesOf(folder, tree, accept)] };
}
