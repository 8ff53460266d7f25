/**
 * Opens files that others may have put in place of the expected ones. A pipe or a device is refused without blocking, a link is refused
 * unless it may be followed, and every read is bounded. Files of a workspace and of Vibe's own state are read through this module.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** Thrown for anything other than a regular file: a folder, a pipe, a device, a socket. */
export class NotRegularFile extends Error {
  override readonly name = 'NotRegularFile';
  readonly code = 'EINVAL';
}

/** Without it, opening a pipe without a writer would block. Windows has neither these flags, nor pipes in its folders. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const noLink = constants.O_NOFOLLOW ?? 0;

export interface OpenedFile {
  readonly descriptor: number;
  readonly stats: Stats;
}

/** Opens a regular file; the caller closes the descriptor. Throws like `openSync`, or NotRegularFile. */
export function openRegularSync(path: string, links: 'follow' | 'refuse'): OpenedFile {
  const descriptor = openSync(path, links === 'follow' ? flags : flags | noLink);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new NotRegularFile(`"${path}" is not a regular file`);
    return { descriptor, stats };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Reads at most the first `maxBytes` of a regular file. Throws like `openRegularSync`. */
export function readRegularSync(path: string, maxBytes: number, links: 'follow' | 'refuse' = 'refuse'): Buffer {
  const { descriptor, stats } = openRegularSync(path, links);
  try {
    const bytes = Buffer.alloc(Math.min(stats.size, maxBytes));
    let at = 0;
    for (let n = 1; n > 0 && at < bytes.length; at += n) n = readSync(descriptor, bytes, at, bytes.length - at, at);
    return bytes.subarray(0, at);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens a regular file; the caller closes the handle. Rejects like `open`, or with NotRegularFile. */
export async function openRegular(path: string, links: 'follow' | 'refuse'): Promise<FileHandle> {
  const file = await open(path, links === 'follow' ? flags : flags | noLink);
  try {
    if (!(await file.stat()).isFile()) throw new NotRegularFile(`"${path}" is not a regular file`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reads at most the first `maxBytes` of a regular file. Rejects like `openRegular`. */
export async function readRegular(path: string, maxBytes: number, links: 'follow' | 'refuse' = 'refuse'): Promise<Buffer> {
  const file = await openRegular(path, links);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, maxBytes));
    let at = 0;
    for (let n = 1; n > 0 && at < bytes.length; at += n) n = (await file.read(bytes, at, bytes.length - at, at)).bytesRead;
    return bytes.subarray(0, at);
  } finally {
    await file.close();
  }
}
