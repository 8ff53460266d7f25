/**
 * Lists the files of a folder that may be indexed, the most relevant folders first, with size and modification time. Synchronous, for an
 * index thread. A hand-written walk: it follows no link and never leaves the root. Every entry is reported or counted.
 */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import { errnoOf } from '../../base/errno.js';
import type { LeftOutReason } from '../../protocol/index-status.js';
import { guardPath } from '../../text/guard/guard-path.js';
import { fileRole, fileRoles } from '../../text/language/file-role.js';
import { IgnoreChain } from './ignore-chain.js';

export interface ScanOptions {
  readonly root: string;
  readonly globs: readonly string[];
  readonly maxFileBytes: number;
}

export interface ScanSink {
  file(path: string, sizeBytes: number, mtimeMs: number): void;
  /** `source` names the line that excludes it. A folder counts as one entry. */
  leftOut(path: string, reason: LeftOutReason, source: string): void;
  /** Called for every folder that is entered; '' is the root. */
  folder(path: string): void;
  /** Called between two entries. Throws to stop. */
  breathe(): void;
}

interface Folder {
  /** Relative, '' for the root. */
  readonly path: string;
  readonly chain: IgnoreChain;
  readonly rank: number;
}

/** Sources come first, vendored copies last. The keys are the values of `fileRoles`. */
const rankOfRole = { source: 0, docs: 1, example: 2, test: 3, generated: 4, vendored: 5 } as const;
const nRanks = fileRoles.length;
/** A name that is not valid UTF-8 cannot be part of a URI, and so cannot be cited. */
const unnameable = '\uFFFD';

/** Walks one folder. It caches the rules of folders, so each scan pass needs a new scanner. */
export class FolderScanner {
  readonly #options: ScanOptions;
  readonly #sink: ScanSink;
  /** Rules inside a folder, by its path; undefined for a folder that is left out or missing. */
  readonly #inside = new Map<string, IgnoreChain | undefined>();

  constructor(options: ScanOptions, sink: ScanSink) {
    this.#options = options;
    this.#sink = sink;
  }

  /** Lists everything below the root. Throws if the root cannot be read. */
  all(): void {
    this.#walk('', IgnoreChain.around(this.#options.root, this.#options.globs));
  }

  /** Decides about one path as a scan of the whole folder would; walks it if it is a folder. Returns false if nothing exists there. */
  at(path: string): boolean {
    const { root } = this.#options;
    const found = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (found === undefined) return false;
    const chain = this.#rulesInside(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
    // The path is below a folder that is left out and was counted as one entry, so changes in it do not matter.
    if (chain === undefined) return true;
    const by = chain.leftOutBy(path, path.slice(path.lastIndexOf('/') + 1), found.isDirectory());
    if (by !== undefined) this.#sink.leftOut(path, by.reason, by.source);
    else if (found.isDirectory()) this.#walk(path, chain);
    else if (!found.isFile()) this.#sink.leftOut(path, 'not-a-file', '');
    else reportFile(this.#options, path, found.size, found.mtimeMs, this.#sink);
    return true;
  }

  /** `chain` belongs to the folder above; the folder's own ignore files are added to it. */
  #walk(path: string, chain: IgnoreChain): void {
    const open: Folder[][] = Array.from({ length: nRanks }, () => []);
    open[0]!.push({ path, chain, rank: 0 });
    for (;;) {
      const folder = open.find(stack => stack.length > 0)?.pop();
      if (folder === undefined) return;
      const found = scanFolder(this.#options, folder, this.#sink);
      // Pushed in reverse, because the stack returns the last one first.
      for (let i = found.length - 1; i >= 0; i--) open[found[i]!.rank]!.push(found[i]!);
    }
  }

  #rulesInside(path: string): IgnoreChain | undefined {
    if (this.#inside.has(path)) return this.#inside.get(path);
    const { root, globs } = this.#options;
    const slash = path.lastIndexOf('/');
    const above = path === '' ? IgnoreChain.around(root, globs) : this.#rulesInside(slash < 0 ? '' : path.slice(0, slash));
    const absolute = path === '' ? root : `${root}/${path}`;
    const found = lstatSync(absolute, { throwIfNoEntry: false });
    const isIn = above !== undefined && found?.isDirectory() && (path === '' || !above.leftOutBy(path, path.slice(slash + 1), true));
    const has = (name: string): boolean => lstatSync(`${absolute}/${name}`, { throwIfNoEntry: false }) !== undefined;
    const inside = isIn ? above.enter(absolute, path, has) : undefined;
    this.#inside.set(path, inside);
    return inside;
  }
}

function scanFolder(options: ScanOptions, { path, chain, rank }: Folder, sink: ScanSink): readonly Folder[] {
  const absolute = path === '' ? options.root : `${options.root}/${path}`;
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    if (path === '') throw error;
    sink.leftOut(path, errnoOf(error) === 'ENOENT' ? 'vanished' : 'unreadable', '');
    return [];
  }
  sink.folder(path);
  const names = new Set<string>();
  for (const { name } of entries) if (name.startsWith('.')) names.add(name);
  const inner = chain.enter(absolute, path, name => names.has(name));
  const folders: Folder[] = [];
  for (const entry of entries) {
    sink.breathe();
    const { name } = entry;
    const entryPath = path === '' ? name : `${path}/${name}`;
    const isFolder = entry.isDirectory();
    const by = inner.leftOutBy(entryPath, name, isFolder);
    if (by !== undefined) sink.leftOut(entryPath, by.reason, by.source);
    else if (name.includes(unnameable)) sink.leftOut(entryPath, 'unreadable', 'its name is not UTF-8');
    else if (isFolder) folders.push({ path: entryPath, chain: inner, rank: Math.max(rank, rankOf(entryPath)) });
    else if (entry.isFile()) scanFile(options, entryPath, sink);
    else sink.leftOut(entryPath, 'not-a-file', '');
  }
  return folders;
}

function scanFile(options: ScanOptions, path: string, sink: ScanSink): void {
  try {
    const { size, mtimeMs } = lstatSync(`${options.root}/${path}`);
    reportFile(options, path, size, mtimeMs, sink);
  } catch (error) {
    sink.leftOut(path, errnoOf(error) === 'ENOENT' ? 'vanished' : 'unreadable', '');
  }
}

function reportFile({ maxFileBytes }: ScanOptions, path: string, sizeBytes: number, mtimeMs: number, sink: ScanSink): void {
  const reason = guardPath(path) ?? (sizeBytes > maxFileBytes ? 'too-large' : undefined);
  if (reason === undefined) sink.file(path, sizeBytes, mtimeMs);
  else sink.leftOut(path, reason, '');
}

/** A folder ranks like a source file inside it would. */
const rankOf = (path: string): number => rankOfRole[fileRole(`${path}/x`)];
