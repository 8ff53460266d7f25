/** Reads files and commits of a repository through git, without a work tree. For offline use: waits for git synchronously. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface CorpusFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type AcceptFile = (path: string, sizeBytes: number) => boolean;

const maxBuffer = 1 << 30;
/** Blobs are requested in batches of this size, so that one answer fits into memory. */
const batchBytes = 64 << 20;

/** `folder`: a bare Git directory, a clone, or a plain folder without history. */
export const hasHistory = (folder: string): boolean => gitDirOf(folder) !== undefined;

function gitDirOf(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return join(folder, '.git');
  return existsSync(join(folder, 'HEAD')) && existsSync(join(folder, 'objects')) ? folder : undefined;
}

export const git = (folder: string, args: readonly string[], input = ''): Buffer =>
  execFileSync('git', ['--git-dir', gitDirOf(folder) ?? folder, ...args], { maxBuffer, input, stdio: ['pipe', 'pipe', 'ignore'] });

/** Returns what git printed before it met an object that a partial clone lacks. */
export const gitAsFar = (folder: string, args: readonly string[]): Buffer =>
  spawnSync('git', ['--git-dir', gitDirOf(folder) ?? folder, ...args], { maxBuffer, stdio: ['ignore', 'pipe', 'ignore'] }).stdout;

/**
 * Yields the files of `revision` (or of the folder on disk) that `accept` lets through. A mirror may lack large blobs, which are skipped.
 */
export function* filesOf(folder: string, revision: string, accept: AcceptFile): Generator<CorpusFile> {
  if (!hasHistory(folder)) {
    yield* filesOnDisk(folder, '', accept);
    return;
  }
  const listed: { hash: string; path: string; size: number }[] = [];
  for (const row of git(folder, ['ls-tree', '-r', '-l', '-z', revision]).toString('utf8').split('\0')) {
    const found = /^(\d+) blob (\w+)\s+(\d+)\t(.*)$/s.exec(row);
    if (found === null || found[1] === '120000') continue;
    const file = { hash: found[2]!, path: found[4]!, size: Number(found[3]) };
    if (accept(file.path, file.size)) listed.push(file);
  }
  for (let from = 0; from < listed.length; ) {
    let to = from;
    for (let bytes = 0; to < listed.length && (to === from || bytes < batchBytes); to++) bytes += listed[to]!.size;
    const batch = listed.slice(from, to);
    yield* blobsOf(folder, batch);
    from = to;
  }
}

function* blobsOf(folder: string, batch: readonly { hash: string; path: string }[]): Generator<CorpusFile> {
  const answer = git(folder, ['cat-file', '--batch'], `${batch.map(file => file.hash).join('\n')}\n`);
  let at = 0;
  for (const { path } of batch) {
    const lineEnd = answer.indexOf(10, at);
    const size = /^\w+ blob (\d+)$/.exec(answer.subarray(at, lineEnd).toString('latin1'))?.[1];
    at = lineEnd + 1;
    if (size === undefined) continue;
    yield { path, bytes: answer.subarray(at, at + Number(size)) };
    at += Number(size) + 1;
  }
}

function* filesOnDisk(root: string, prefix: string, accept: AcceptFile): Generator<CorpusFile> {
  for (const entry of readdirSync(join(root, prefix), { withFileTypes: true })) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* filesOnDisk(root, path, accept);
    else if (entry.isFile() && accept(path, statSync(join(root, path)).size)) yield { path, bytes: readFileSync(join(root, path)) };
  }
}
