/**
 * Frees the index storage of folders that no longer exist and, if all indexes together are too large, of the folders not opened for the
 * longest time. Never touches an index that a window is writing. A missing folder is removed only after a while, because it may be on a
 * drive that is not connected.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../base/errno.js';
import { readChecked } from './checked-file.js';
import { foldersIn, lockFile, manifestFile } from './folder-layout.js';
import { FolderLock } from './folder-lock.js';
import { manifestFormat } from './manifest.js';

export interface SweepOptions {
  readonly storageDir: string;
  /** In milliseconds since 1970. */
  readonly nowMs: number;
  /** A missing folder's index is removed this long after it was last written. */
  readonly goneAfterMs: number;
  /** Upper bound for all indexes together. */
  readonly maxTotalBytes: number;
  /** Folders of this workspace, which are never swept. */
  readonly inUse: readonly string[];
}

interface Candidate {
  readonly storage: string;
  readonly root: string | undefined;
  readonly usedMs: number;
  readonly sizeBytes: number;
}

/** Returns the paths of the storage folders that were removed. */
export async function sweepStorage(options: SweepOptions, signal: AbortSignal): Promise<readonly string[]> {
  const { storageDir, nowMs, goneAfterMs, maxTotalBytes, inUse } = options;
  const names = await readdir(foldersIn(storageDir)).catch(() => []);
  const kept: Candidate[] = [];
  const removed: string[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const candidate = await inspect(join(foldersIn(storageDir), name));
    if (candidate.root !== undefined && inUse.includes(candidate.root)) continue;
    const isOld = nowMs - candidate.usedMs > goneAfterMs;
    if (isOld && !(await isThere(candidate.root)) && (await remove(candidate.storage))) removed.push(candidate.storage);
    else kept.push(candidate);
  }
  let total = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  for (const { storage, sizeBytes } of kept.sort((a, b) => a.usedMs - b.usedMs)) {
    signal.throwIfAborted();
    if (total <= maxTotalBytes) break;
    if (!(await remove(storage))) continue;
    removed.push(storage);
    total -= sizeBytes;
  }
  return removed;
}

async function inspect(storage: string): Promise<Candidate> {
  const manifest = await readChecked(manifestFile(storage), manifestFormat);
  const root = manifest.kind === 'read' ? manifest.body.root : undefined;
  let sizeBytes = 0;
  let usedMs = (await stat(storage).catch(() => undefined))?.mtimeMs ?? 0;
  for (const name of await readdir(storage).catch(() => [])) {
    const found = await stat(join(storage, name)).catch(() => undefined);
    sizeBytes += found?.size ?? 0;
    usedMs = Math.max(usedMs, found?.mtimeMs ?? 0);
  }
  return { storage, root, usedMs, sizeBytes };
}

async function isThere(root: string | undefined): Promise<boolean> {
  if (root === undefined) return false;
  try {
    await stat(root);
    return true;
  } catch (error) {
    // An unreadable folder still exists.
    return errnoOf(error) !== 'ENOENT';
  }
}

/** Returns false if a window is writing the index. */
async function remove(storage: string): Promise<boolean> {
  const lock = new FolderLock(lockFile(storage));
  if ((await lock.take()).kind !== 'taken') return false;
  await rm(storage, { recursive: true, force: true });
  return true;
}
