/**
 * A second oracle: lines that are harmless to run are run under strace in a folder of their own, and every file that they change must lie
 * within the effects that their verdict names. Where strace cannot be had, the tests are skipped. Nothing from the dangerous corpus is run.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../../server/safety/check-command.js';
import type { Verdict } from '../../../server/safety/verdict.js';
import { mutate } from '../../kit/corpora/command-mutations.js';
import { Random } from '../../kit/random.js';

const canTrace = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0 && spawnSync('bash', ['-c', 'true']).status === 0;
const seed = 20261201;

/** Each of them changes only what lies in the folder, or nothing. */
const lines = [
  'ls -la',
  'cat a.txt',
  'wc -l a.txt b.txt',
  'grep -rn one .',
  'sort a.txt',
  'head -n 1 a.txt',
  'echo hello',
  'pwd',
  'find . -name "*.txt"',
  'cut -c1 a.txt',
  'tr a-z A-Z < a.txt',
  "awk '{print $1}' a.txt",
  "sed -n '1p' a.txt",
  'basename src/x.ts',
  'diff a.txt b.txt',
  'date',
  'true',
  'touch new.txt',
  'mkdir -p one/two',
  'cp a.txt c.txt',
  'cp -r src copy',
  'mv b.txt moved.txt',
  'rm a.log',
  'rm -rf build',
  'echo hi > out.txt',
  'echo hi >> a.txt',
  'tee t.txt < a.txt',
  "sed -i 's/one/ONE/' a.txt",
  'ln -s a.txt link.txt',
  'chmod +x run.sh',
  'sort a.txt -o sorted.txt',
  'tar cf a.tar src',
  'truncate -s 0 a.log',
  'dd if=a.txt of=d.txt',
  'split -l 1 a.txt part_',
  'awk \'{print > "w.txt"}\' a.txt',
  'find . -name "*.log" -delete',
  'ls | xargs -I{} touch made-{}',
  'for f in *.txt; do cp "$f" "$f.bak"; done',
  'cat a.txt > all.txt',
  'install -m 600 a.txt i.txt',
  'uniq a.txt u.txt',
  'gzip -k a.txt',
  'printf x > p.txt',
  'mkdir d; touch d/e',
  'cd src && touch inside.txt',
];

function aWorkplace(): { readonly root: string; readonly project: string; readonly home: string } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'vibe-oracle-')));
  const [project, home] = [join(root, 'home/project'), join(root, 'home')];
  for (const folder of ['src', 'build']) mkdirSync(join(project, folder), { recursive: true });
  for (const [name, text] of Object.entries({
    'a.txt': 'one\ntwo\n',
    'b.txt': 'three\n',
    'a.log': 'x\n',
    'run.sh': 'echo run\n',
    'src/x.ts': 'x\n',
    'build/o': 'o\n',
  }))
    writeFileSync(join(project, name), text);
  return { root, project, home };
}

const changing =
  /^(?:\d+ +)?(openat|creat|mkdir|mkdirat|unlink|unlinkat|rmdir|rename|renameat|renameat2|link|linkat|symlink|symlinkat|truncate|chmod|fchmodat|connect)\((.*)\) += +\d/;

/** Absolute paths that a run changed. */
function changedBy(line: string, project: string, home: string): readonly string[] {
  const trace = join(home, 'trace');
  spawnSync(
    'strace',
    [
      '-f',
      '-y',
      '-qq',
      '-s',
      '4096',
      '-e',
      'trace=openat,creat,mkdir,mkdirat,unlink,unlinkat,rmdir,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,connect',
      '-o',
      trace,
      'bash',
      '-c',
      line,
    ],
    {
      cwd: project,
      env: { PATH: '/usr/bin:/bin', HOME: home, TMPDIR: join(home, '..') },
      timeout: 20_000,
      stdio: 'ignore',
    },
  );
  const changed = new Set<string>();
  for (const row of readFileSync(trace, 'utf8').split('\n')) {
    const match = changing.exec(row);
    if (!match) continue;
    const [, call = '', args = ''] = match;
    if (call === 'openat' && !/O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(args)) continue;
    const folder = /^AT_FDCWD<([^>]*)>|^\d+<([^>]*)>/.exec(args);
    const paths = [...args.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(found => found[1] ?? '');
    // Of two names a link's first one is only what it points to.
    for (const path of /^(?:symlink|link)/.test(call) ? paths.slice(-1) : paths)
      changed.add(isAbsolute(path) ? path : resolve(folder?.[1] ?? folder?.[2] ?? project, path));
  }
  rmSync(trace, { force: true });
  return [...changed].filter(path => !/^\/(?:dev|proc)\//.test(path) && !/\/sh-thd[.\w]*$/.test(path) && !path.startsWith('/tmp/sh-thd'));
}

/** True if an effect that changes something names the path, a folder above it, or a pattern that it fits. */
const isNamed = (path: string, { effects }: Verdict): boolean =>
  effects.some(({ kind, target }) => {
    if (kind === 'unknown') return true;
    if (kind === 'read' || !target.startsWith('/')) return kind === 'run-code' || (kind === 'write' && !target.startsWith('/'));
    const stem = target.split(/[*?…]/)[0] ?? '';
    // Some programs walk down folder by folder, and write beside a file before they put it in its place.
    const beside = /\/sed[A-Za-z0-9]{6}$/.test(path) || target.endsWith(`/${path.slice(path.lastIndexOf('/') + 1)}`);
    return (
      beside ||
      path === target ||
      path.startsWith(`${target}/`) ||
      target.startsWith(`${path}/`) ||
      (stem !== target && path.startsWith(stem))
    );
  });

describe.skipIf(!canTrace)('what a line changes', () => {
  test(`lies within the effects of its verdict, however it is written (seed ${seed})`, () => {
    const random = new Random(seed);
    const wrong: string[] = [];
    const written = [
      ...lines.map(line => ({ line, by: [] as readonly string[] })),
      ...Array.from({ length: 60 }, () => mutate(random.pick(lines), random, 2)),
    ];
    for (const { line, by } of written) {
      if (by.includes('ssh')) continue;
      const { root, project, home } = aWorkplace();
      try {
        const { verdict } = checkCommand({ command: line, shell: 'bash', cwd: project, home, workspace: project }, new Map(), {});
        const outside = changedBy(line, project, home).filter(path => !isNamed(path, verdict));
        if (outside.length > 0) wrong.push(`${verdict.level}: ${line} (${by.join(', ')}) changed ${outside.join(', ')}`);
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    }
    expect(wrong).toEqual([]);
  });
});
