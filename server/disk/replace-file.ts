/**
 * Renames over a file that may exist. Windows refuses this while any process has the target open, and virus scanners and other windows open
 * files for moments, so there it is tried again for about half a second. On other systems the first answer is final.
 */
import { renameSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import { errnoOf } from '../base/errno.js';

const pausesMs = [5, 10, 20, 40, 80, 160, 320];

export interface Renaming {
  readonly platform: NodeJS.Platform;
  readonly rename: (from: string, to: string) => Promise<void>;
}

const systemRenaming: Renaming = { platform: process.platform, rename };

export async function replaceFile(from: string, to: string, { platform, rename: move }: Renaming = systemRenaming): Promise<void> {
  for (const ms of pausesMs) {
    try {
      return await move(from, to);
    } catch (error) {
      if (!isHeldOpen(platform, error)) throw error;
      await pause(ms);
    }
  }
  return move(from, to);
}

/** Blocks for the pauses on a worker thread; on the main thread it tries once. */
export function replaceFileSync(from: string, to: string): void {
  for (const ms of isMainThread ? [] : pausesMs) {
    try {
      return renameSync(from, to);
    } catch (error) {
      if (!isHeldOpen(process.platform, error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    }
  }
  renameSync(from, to);
}

/** Windows reports an open target as EPERM, EACCES or EBUSY, depending on who holds it. */
export function isHeldOpen(platform: NodeJS.Platform, error: unknown): boolean {
  return platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errnoOf(error) ?? '');
}
