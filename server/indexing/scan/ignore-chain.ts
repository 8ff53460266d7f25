/**
 * The rules of all ignore files that apply to a path. In order of precedence: the editor's globs, `.vibeignore` (the deepest
 * first), `.gitignore` (the deepest first), the repository's `info/exclude`, the person's `core.excludesFile`, Vibe's own defaults. A nested repository starts a new chain.
 */
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readRegularSync } from '../../base/regular-file.js';
import type { LeftOutReason } from '../../protocol/index-status.js';
import { ignoreLinesOf } from './exclude-globs.js';
import { gitExcludes } from './git-excludes.js';
import { IgnoreFile } from './ignore-file.js';

/** A longer file is not a list of rules. git has no limit, but it does not read many files at once. */
const maxIgnoreFileBytes = 1024 * 1024;
/** Left out unless a person's ignore file includes them (`!node_modules/`). */
const defaultLines = ['.git', '.hg', '.svn', '.jj', 'CVS', '.DS_Store', 'Thumbs.db', 'node_modules/', 'bower_components/', '__pycache__/'];

export interface LeftOutBy {
  readonly reason: LeftOutReason;
  /** Name and line of the ignore file, as shown to a person. */
  readonly source: string;
}

interface Level {
  readonly file: IgnoreFile;
  /** Number of characters of the folder's path, slash included, that `file` does not see. */
  readonly skip: number;
  readonly prefix: string;
}

/** The rules of a folder: its parent's and its own. Immutable: a folder without ignore files shares its parent's rules. */
export class IgnoreChain {
  readonly #globs: IgnoreFile;
  readonly #defaults: IgnoreFile;
  /** Deepest first. */
  readonly #vibe: readonly Level[];
  readonly #git: readonly Level[];

  private constructor(globs: IgnoreFile, defaults: IgnoreFile, vibe: readonly Level[], git: readonly Level[]) {
    this.#globs = globs;
    this.#defaults = defaults;
    this.#vibe = vibe;
    this.#git = git;
  }

  /** Returns the rules for the folder at `root` before its own ignore files: globs, and those of the repository around it. */
  static around(root: string, globs: readonly string[]): IgnoreChain {
    const git: Level[] = [];
    const above: { readonly folder: string; readonly prefix: string }[] = [];
    let prefix = '';
    for (let folder = root; ; folder = dirname(folder)) {
      if (folder !== root) above.push({ folder, prefix });
      if (hasEntry(join(folder, '.git'))) {
        for (const { folder: outer, prefix } of above)
          addLevel(git, join(outer, '.gitignore'), showAbove(root, outer), { skip: 0, prefix });
        if (folder !== root) for (const { path, name } of gitExcludes(folder)) addLevel(git, path, name, { skip: 0, prefix });
        break;
      }
      if (dirname(folder) === folder) break;
      prefix = `${folder.slice(folder.lastIndexOf('/') + 1)}/${prefix}`;
    }
    const globFile = new IgnoreFile('the exclude settings', ignoreLinesOf(globs));
    return new IgnoreChain(globFile, new IgnoreFile("Vibe's defaults", defaultLines), [], git);
  }

  /** Returns the rules inside the folder at `path` (relative, '' for the root). `has` tests the names of its entries. */
  enter(absolute: string, path: string, has: (name: string) => boolean): IgnoreChain {
    const hasGit = has('.git');
    if (!hasGit && !has('.gitignore') && !has('.vibeignore')) return this;
    const skip = path === '' ? 0 : path.length + 1;
    const shown = path === '' ? '' : `${path}/`;
    const vibe: Level[] = [];
    const git: Level[] = [];
    if (has('.vibeignore')) addLevel(vibe, `${absolute}/.vibeignore`, `${shown}.vibeignore`, { skip, prefix: '' });
    if (has('.gitignore')) addLevel(git, `${absolute}/.gitignore`, `${shown}.gitignore`, { skip, prefix: '' });
    if (hasGit) for (const { path: list, name } of gitExcludes(absolute)) addLevel(git, list, name, { skip, prefix: '' });
    return new IgnoreChain(this.#globs, this.#defaults, [...vibe, ...this.#vibe], hasGit ? git : [...git, ...this.#git]);
  }

  /** Returns why the entry is left out, or undefined. `path` is relative to the root, without a trailing slash. */
  leftOutBy(path: string, name: string, isFolder: boolean): LeftOutBy | undefined {
    const glob = this.#globs.verdict(path, name, isFolder);
    if (glob?.kind === 'ignored') return { reason: 'excluded', source: `"${glob.pattern}" of ${this.#globs.name}` };
    for (const level of [this.#vibe, this.#git])
      for (const { file, skip, prefix } of level) {
        const said = file.verdict(prefix + path.slice(skip), name, isFolder);
        if (said?.kind === 'taken-in') return undefined;
        if (said?.kind === 'ignored') return { reason: 'ignored', source: `line ${said.line} of ${file.name} ("${said.pattern}")` };
      }
    if (this.#defaults.verdict(path, name, isFolder)?.kind === 'ignored')
      return { reason: 'excluded', source: `"${name}" of ${this.#defaults.name}` };
    return undefined;
  }
}

function addLevel(levels: Level[], file: string, name: string, level: Omit<Level, 'file'>): void {
  try {
    levels.push({ file: IgnoreFile.parse(name, readRegularSync(file, maxIgnoreFileBytes).toString('utf8')), ...level });
  } catch {
    // Unreadable, a link or a pipe, or `.git` is a file: it has no rules.
  }
}

const hasEntry = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

const showAbove = (root: string, outer: string): string => join(outer, '.gitignore').replace(dirname(root), '..');
