/**
 * Lists the files of a folder that may be indexed, most relevant folders first, with size and time of change. Synchronous, for an
 * index thread: hand-written walk, no link is followed, nothing outside the root is seen. Every entry is reported or counted.
 */
import { type Dirent, lstatSync, readdirSync } from 'node:fs';
import type { LeftOutReason } from '../protocol/index-status.js';
import { fileRole, fileRoles } from '../text/file-role.js';
import { guardPath } from '../text/guard-path.js';
import { IgnoreChain } from './ignore-chain.js';

export interface ScanOptions {
  readonly root: string;
  readonly globs: readonly string[];
  readonly maxFileBytes: number;
}

export interface ScanSink {
  file(path: string, sizeBytes: number, mtimeMs: number): void;
  /** `source` says by which line; a folder counts as one entry. */
  leftOut(path: string, reason: LeftOutReason, source: string): void;
  /** Called for every folder that is entered; '' is the root. */
  folder(path: string): void;
  /** Between two entries: throws to stop. */
  breathe(): void;
}

interface Folder {
  /** Relative, '' for the root. */
  readonly path: string;
  readonly chain: IgnoreChain;
  readonly rank: number;
}

/** Sources first, vendored copies last; the order of `fileRoles` is that of the table below. */
const rankOfRole = { source: 0, docs: 1, example: 2, test: 3, generated: 4, vendored: 5 } as const;
const nRanks = fileRoles.length;
/** A name that is no UTF-8 cannot be named by a URI, and so by no citation. */
const unnameable = '\uFFFD';

/** Lists everything below `from` (relative; '' is the whole folder). */
export function scan(options: ScanOptions, from: string, sink: ScanSink): void {
  const start = chainAt(options, from);
  if (start === undefined) return;
  const open: Folder[][] = Array.from({ length: nRanks }, () => []);
  open[0]!.push({ path: from, chain: start, rank: 0 });
  for (;;) {
    const folder = open.find(stack => stack.length > 0)?.pop();
    if (folder === undefined) return;
    const found = scanFolder(options, folder, sink);
    // The stack gives the last one first.
    for (let i = found.length - 1; i >= 0; i--) open[found[i]!.rank]!.push(found[i]!);
  }
}

/** The verdict on one path, as a scan of its folder would give it; a folder is walked. Returns false when nothing is there. */
export function scanPath(options: ScanOptions, path: string, sink: ScanSink): boolean {
  const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const name = path.slice(above === '' ? 0 : above.length + 1);
  const found = lstatSync(`${options.root}/${path}`, { throwIfNoEntry: false });
  if (found === undefined) return false;
  const chain = chainAt(options, above);
  if (chain === undefined) {
    sink.leftOut(path, 'ignored', 'a folder above it');
    return true;
  }
  const by = chain.leftOutBy(path, name, found.isDirectory());
  if (by !== undefined) sink.leftOut(path, by.reason, by.source);
  else if (found.isDirectory()) scan(options, path, sink);
  else if (!found.isFile()) sink.leftOut(path, 'not-a-file', '');
  else reportFile(options, path, found.size, found.mtimeMs, sink);
  return true;
}

/** The rules that hold at the entries of the folder `path`, its own ignore files not yet read; undefined where it is left out itself. */
function chainAt({ root, globs }: ScanOptions, path: string): IgnoreChain | undefined {
  let chain = IgnoreChain.around(root, globs);
  if (path === '') return chain;
  let at = '';
  for (const name of path.split('/')) {
    const absolute = at === '' ? root : `${root}/${at}`;
    chain = chain.enter(absolute, at, entry => lstatSync(`${absolute}/${entry}`, { throwIfNoEntry: false }) !== undefined);
    at = at === '' ? name : `${at}/${name}`;
    const found = lstatSync(`${root}/${at}`, { throwIfNoEntry: false });
    if (found === undefined || !found.isDirectory() || chain.leftOutBy(at, name, true) !== undefined) return undefined;
  }
  return chain;
}

function scanFolder(options: ScanOptions, { path, chain, rank }: Folder, sink: ScanSink): readonly Folder[] {
  const absolute = path === '' ? options.root : `${options.root}/${path}`;
  let entries: Dirent[];
  try {
    entries = readdirSync(absolute, { withFileTypes: true });
  } catch (error) {
    if (path === '') throw error;
    sink.leftOut(path, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'vanished' : 'unreadable', '');
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
    sink.leftOut(path, (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'vanished' : 'unreadable', '');
  }
}

function reportFile({ maxFileBytes }: ScanOptions, path: string, sizeBytes: number, mtimeMs: number, sink: ScanSink): void {
  const reason = guardPath(path) ?? (sizeBytes > maxFileBytes ? 'too-large' : undefined);
  if (reason === undefined) sink.file(path, sizeBytes, mtimeMs);
  else sink.leftOut(path, reason, '');
}

/** A folder ranks as a source file in it would. */
const rankOf = (path: string): number => rankOfRole[fileRole(`${path}/x`)];
