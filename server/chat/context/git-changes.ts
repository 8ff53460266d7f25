/**
 * Returns a folder's changes according to git, as text for a question. Git runs as a bounded child process that only reads: no hook, no
 * external diff, no text conversion, no file system monitor, no pager, no prompt, no network. In an untrusted workspace it does not run.
 */
import { realpath } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { canonicalUri } from '../../base/file-uris.js';
import { boundedRun, type RunResult } from '../../pool/bounded-run.js';
import type { GitChange, GitCommit, GitDiff } from '../../protocol/git.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import { guardPath } from '../../text/guard/guard-path.js';

/** The protocol's limit for an attachment. */
const maxDiffChars = 190_000;
const maxBytes = 2 * 1024 * 1024;
const maxMs = 15_000;
const bases = ['origin/HEAD', 'upstream/HEAD', 'origin/main', 'origin/master', 'main', 'master', 'develop', 'trunk'];

const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.pager=cat', '--no-pager', '--no-optional-locks'];
const environment = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
  GIT_PAGER: 'cat',
  GIT_EXTERNAL_DIFF: '',
  LC_ALL: 'C',
};
const diffFlags = ['--no-ext-diff', '--no-textconv', '--no-color', '--find-renames', '--ignore-submodules'];
const field = '\u001f';

export class GitChanges {
  readonly #folders: () => readonly string[];
  readonly #isTrusted: boolean;
  readonly #command: string;

  /** `folders`: URIs of the open folders. */
  constructor(folders: () => readonly string[], isTrusted: boolean, command = 'git') {
    this.#folders = folders;
    this.#isTrusted = isTrusted;
    this.#command = command;
  }

  /** Returns the last commits of the folder, newest first. */
  async commits(folder: string, limit: number, signal: AbortSignal): Promise<readonly GitCommit[]> {
    const format = ['%H', '%s', '%an', '%cI'].join('%x1f');
    const { output } = await this.#git(folder, ['log', `--max-count=${limit}`, `--format=${format}`, '--no-show-signature'], signal);
    return output.split('\n').flatMap(line => {
      const [hash, subject, author, at] = line.split(field);
      return hash && subject !== undefined ? [{ hash, subject, author: author ?? '', at: at ?? '' }] : [];
    });
  }

  async diff(folder: string, change: GitChange, signal: AbortSignal): Promise<GitDiff> {
    switch (change.kind) {
      case 'unstaged':
        return diffOf('', await this.#git(folder, ['diff', ...diffFlags, '--'], signal));
      case 'staged':
        return diffOf('', await this.#git(folder, ['diff', '--cached', ...diffFlags, '--'], signal));
      case 'commit': {
        const shown = await this.#git(folder, ['show', '--format=%s%n%n%b', ...diffFlags, change.hash, '--'], signal);
        return diffOf(change.hash.slice(0, 10), shown);
      }
      case 'branch': {
        const { branch, base } = await this.#branch(folder, signal);
        return diffOf(`${branch} … ${base}`, await this.#git(folder, ['diff', ...diffFlags, `${base}...HEAD`, '--'], signal));
      }
    }
  }

  /** Returns the branch and its probable base: the remote's default branch, or a local one with a usual name. */
  async #branch(folder: string, signal: AbortSignal): Promise<{ readonly branch: string; readonly base: string }> {
    const branch = (await this.#git(folder, ['rev-parse', '--abbrev-ref', 'HEAD'], signal)).output.trim();
    for (const base of bases) {
      if (base === branch) continue;
      const { exitCode } = await this.#run(folder, ['rev-parse', '--verify', '--quiet', `${base}^{commit}`], signal);
      if (exitCode === 0) return { branch, base };
    }
    throw new ProblemError('not-found', say('noBase', { branch }), say('attachCommit'));
  }

  async #git(folder: string, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
    const result = await this.#run(folder, args, signal);
    if (result.exitCode === 0 || result.isCut) return result;
    if (/not a git repository/i.test(result.errorText)) throw new ProblemError('not-found', say('notUnderGit'), say('openRepository'));
    const why = result.errorText.split('\n')[0] || say('tookTooLong');
    throw new ProblemError('not-found', say('gitFailed', { why }), say('tryGitInTerminal'));
  }

  async #run(folder: string, args: readonly string[], signal: AbortSignal): Promise<RunResult> {
    if (!this.#isTrusted) throw new ProblemError('untrusted', say('gitUntrusted'), say('trustWorkspace'));
    if (!this.#folders().some(open => canonicalUri(open) === canonicalUri(folder)))
      throw new ProblemError('no-folder', say('gitFolderNotOpen'), say('openItAndRetry'));
    const root = await realpath(fileURLToPath(folder));
    const run = (flags: readonly string[], rest: readonly string[]): Promise<RunResult> =>
      boundedRun({ command: this.#command, args: [...safe, ...flags, ...rest], folder: root, environment, maxBytes, maxMs }, signal);
    // Listing names runs nothing. Whatever could run a program is then overridden, because the repository's owner may be a stranger.
    const { output } = await run([], ['config', '--list', '--name-only', '-z']);
    return run(disarmed(output.split('\0')), args);
  }
}

/** Flags that empty every configured command: filters of file contents, converters, and programs that check signatures. */
function disarmed(names: readonly string[]): readonly string[] {
  const commands = names.filter(name => runsProgram.test(name)).slice(0, maxOverrides);
  const required = new Set(commands.flatMap(name => /^(filter\..*)\.[^.]+$/.exec(name)?.[1] ?? []));
  return [
    '-c',
    'log.showSignature=false',
    ...commands.flatMap(name => ['-c', `${name}=`]),
    ...[...required].flatMap(filter => ['-c', `${filter}.required=false`]),
  ];
}

const runsProgram =
  /^(filter\..+\.(clean|smudge|process)|diff\..+\.(command|textconv)|diff\.external|gpg(\..+)?\.program|core\.(pager|fsmonitor|sshcommand|askpass|alternaterefscommand)|pager\..+|interactive\.difffilter|merge\..+\.driver)$/i;
const maxOverrides = 500;

/**
 * Leaves out the changes of files that may hold secrets. Text that is too long is cut at the start of a file or at the limit, and says so.
 */
function diffOf(name: string, { output, isCut }: RunResult): GitDiff {
  const parts = output.split(/^(?=diff --git )/m);
  const kept = parts.filter(part => !secretPath(part));
  const whole = kept.join('');
  const nLeftOut = parts.length - kept.length;
  const notes = [
    nLeftOut > 0 && `[${nLeftOut} files that may hold secrets are left out]`,
    (isCut || whole.length > maxDiffChars) && '[The rest of the diff is left out]',
  ].filter(note => note !== false);
  return { name, text: [whole.slice(0, maxDiffChars), ...notes].join('\n').trim() };
}

function secretPath(part: string): boolean {
  const paths = /^diff --git "?a\/(.*?)"? "?b\/(.*?)"?$/m.exec(part);
  return paths !== null && [paths[1]!, paths[2]!].some(path => guardPath(path) === 'secret');
}
