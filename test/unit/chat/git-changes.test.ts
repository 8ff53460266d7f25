import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GitChanges } from '../../../server/chat/context/git-changes.js';
import { problemOf } from '../../../server/protocol/problem.js';
import { type AFolder, aFolder } from '../../kit/a-folder.js';

const never = () => new AbortController().signal;
let work: AFolder;
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false', ...args], {
    cwd: work.root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const changes = () => new GitChanges(() => [work.uri], true);
const codeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'none',
    (error: unknown) => problemOf(error).code,
  );

beforeAll(() => {
  work = aFolder({ 'a.ts': 'one\n', '.env': 'KEY=1\n' });
  git('init', '-q', '-b', 'main');
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'The first');
  git('checkout', '-q', '-b', 'topic');
  work.write('b.ts', 'two\n');
  git('add', '-A', '-f');
  git('commit', '-q', '-m', 'Adds b');
  work.write('a.ts', 'staged\n');
  git('add', 'a.ts');
  work.write('a.ts', 'staged\nand more\n');
  work.write('.env', 'KEY=hidden-value\n');
});
afterAll(() => work.remove());

test('distinguishes staged and unstaged changes, and leaves out files that may hold secrets', async () => {
  const unstaged = await changes().diff(work.uri, { kind: 'unstaged' }, never());
  expect(unstaged.text).toContain('+and more');
  expect(unstaged.text).not.toContain('hidden-value');
  expect(unstaged.text).toContain('[1 files that may hold secrets are left out]');
  const staged = await changes().diff(work.uri, { kind: 'staged' }, never());
  expect(staged.text).toContain('+staged');
  expect(staged.text).not.toContain('and more');
});

test('shows the branch compared with its base, and a commit that was picked', async () => {
  const branch = await changes().diff(work.uri, { kind: 'branch' }, never());
  expect(branch.name).toBe('topic … main');
  expect(branch.text).toContain('+two');
  const [last, first] = await changes().commits(work.uri, 10, never());
  expect([last?.subject, first?.subject]).toEqual(['Adds b', 'The first']);
  const commit = await changes().diff(work.uri, { kind: 'commit', hash: first!.hash }, never());
  expect(commit.text).toMatch(/The first[\s\S]*\+one/);
});

test('runs nothing that the repository names: no filter, external diff, text conversion, signature check, monitor or hook', async () => {
  const proof = join(work.root, 'ran');
  const script = join(work.root, 'evil.sh');
  work.write('evil.sh', `#!/bin/sh\ntouch "${proof}"\n`);
  chmodSync(script, 0o755);
  work.write('.gitattributes', '*.ts diff=evil filter=evil\n');
  git('config', 'filter.evil.required', 'true');
  git('config', 'log.showSignature', 'true');
  const filters = ['filter.evil.clean', 'filter.evil.smudge', 'filter.evil.process', 'gpg.program', 'gpg.ssh.program'];
  for (const key of [
    ...filters,
    'diff.external',
    'diff.evil.command',
    'diff.evil.textconv',
    'core.fsmonitor',
    'core.pager',
    'pager.diff',
    'pager.log',
  ])
    git('config', key, script);
  rmSync(proof, { force: true });
  await changes().diff(work.uri, { kind: 'unstaged' }, never());
  await changes().diff(work.uri, { kind: 'branch' }, never());
  await changes().commits(work.uri, 5, never());
  expect(existsSync(proof)).toBe(false);
});

test('does not run at all in a workspace that is not trusted, nor in a folder that is not open', async () => {
  const untrusted = new GitChanges(() => [work.uri], false, '/no/such/program');
  expect(await codeOf(untrusted.diff(work.uri, { kind: 'staged' }, never()))).toBe('untrusted');
  expect(await codeOf(changes().commits('file:///elsewhere', 5, never()))).toBe('no-folder');
});

test('reports that a folder has no git repository', async () => {
  const plain = aFolder({ 'a.ts': '' });
  try {
    expect(await codeOf(new GitChanges(() => [plain.uri], true).commits(plain.uri, 5, never()))).toBe('not-found');
  } finally {
    plain.remove();
  }
});
