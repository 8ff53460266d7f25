/**
 * Finds the ignore lists of a repository that are not beside its files: `info/exclude`, which a linked worktree or a submodule keeps
 * elsewhere, and the person's own list, `core.excludesFile`.
 */
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { readRegularSync } from '../../base/regular-file.js';

const maxConfigBytes = 1024 * 1024;

export interface ExcludeFile {
  readonly path: string;
  /** Shown to a person. */
  readonly name: string;
}

/** Returns the lists of the repository whose files are in `folder`, the strongest first. */
export function gitExcludes(folder: string, home: string = homedir()): readonly ExcludeFile[] {
  const gitDir = gitDirOf(folder);
  const common = commonDirOf(gitDir);
  const global = globalExcludes(join(common, 'config'), home);
  const lists = [{ path: join(common, 'info/exclude'), name: '.git/info/exclude' }];
  return global === undefined ? lists : [...lists, { path: global, name: global.replace(home, '~') }];
}

/** In a linked worktree or a submodule, `.git` is a file that names the folder. */
function gitDirOf(folder: string): string {
  const path = join(folder, '.git');
  const target = /^gitdir: (.+?)\s*$/m.exec(textOf(path) ?? '')?.[1];
  return target === undefined ? path : resolve(folder, target);
}

/** Linked worktrees share the folder of the main one. */
function commonDirOf(gitDir: string): string {
  const target = textOf(join(gitDir, 'commondir'))?.trim();
  return target === undefined || target === '' ? gitDir : resolve(gitDir, target);
}

/** The repository's setting outweighs the person's, and that the default place. */
function globalExcludes(repositoryConfig: string, home: string): string | undefined {
  const settings = process.env['XDG_CONFIG_HOME'] ?? '';
  const configHome = settings === '' ? join(home, '.config') : settings;
  for (const config of [repositoryConfig, join(home, '.gitconfig'), join(configHome, 'git/config')]) {
    const named = excludesSetting(textOf(config) ?? '');
    if (named === '') return undefined;
    if (named !== undefined) return named.startsWith('~/') ? join(home, named.slice(2)) : isAbsolute(named) ? named : join(home, named);
  }
  return join(configHome, 'git/ignore');
}

/** Returns the last value of `excludesFile` in a section `[core]`. */
function excludesSetting(config: string): string | undefined {
  let isCore = false;
  let value: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) isCore = section.trim().toLowerCase() === 'core';
    const found = isCore ? /(?:^|\])\s*excludesfile\s*=\s*(.*?)\s*$/i.exec(line)?.[1] : undefined;
    if (found !== undefined) value = found.replace(/^"(.*)"$/, '$1').replaceAll('\\\\', '\\');
  }
  return value;
}

function textOf(path: string): string | undefined {
  try {
    return readRegularSync(path, maxConfigBytes, 'follow').toString('utf8');
  } catch {
    // Missing, a folder, or unreadable: it says nothing.
    return undefined;
  }
}
