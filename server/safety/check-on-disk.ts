/**
 * Checks a command with what the disk holds: links are followed, and the project's own scripts and configuration are read. The only file
 * of this room that touches the disk; it only looks, and it bounds what it reads.
 */
import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type CommandRequest, checkCommand } from './check-command.js';
import type { FileFact } from './run/call.js';
import type { Parsers } from './run/judge.js';
import type { Verdict } from './verdict.js';

/** What a script refers to may refer to more: after this many looks the verdict stands on what is known. */
const maxRounds = 5;
const maxTextBytes = 256 * 1024;
/** Files whose content says what a command would run. */
const readable = /(?:^|\/)(?:package\.json|[Mm]akefile|GNUmakefile|[Jj]ustfile|\.git\/config|[^/]+\.(?:sh|bash|mk))$/;

export async function checkOnDisk(request: CommandRequest, parsers: Parsers, signal: AbortSignal): Promise<Verdict> {
  const known = new Map<string, FileFact>();
  for (let round = 0; ; round++) {
    signal.throwIfAborted();
    const { verdict, wanted } = checkCommand(request, known, parsers);
    if (wanted.length === 0 || round === maxRounds) return verdict;
    await Promise.all(wanted.map(async path => known.set(path, await factOf(path))));
  }
}

async function factOf(path: string): Promise<FileFact> {
  try {
    const status = await lstat(path);
    const real = await realpath(path).catch(() => path);
    const kind = status.isFile() ? 'file' : status.isDirectory() ? 'folder' : 'other';
    const text = readable.test(path) ? await textOf(path) : undefined;
    return { kind, ...(real !== path && { realPath: real }), ...(text !== undefined && { text }) };
  } catch {
    const real = await realOfMissing(path);
    return { kind: 'missing', ...(real !== undefined && { realPath: real }) };
  }
}

/** A file that is not there yet would be made where the links of its folder lead. */
async function realOfMissing(path: string): Promise<string | undefined> {
  let rest = '';
  for (let folder = path; folder !== '/' && folder !== dirname(folder); folder = dirname(folder)) {
    const parent = dirname(folder);
    rest = join(folder.slice(parent.length), rest);
    try {
      const real = await realpath(parent);
      return real === parent ? undefined : join(real, rest);
    } catch {
      // The folder above may be there.
    }
  }
  return undefined;
}

/** Opens without waiting, so that a pipe or a device holds nothing up. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const status = await file.stat();
    if (!status.isFile() || status.size > maxTextBytes) return undefined;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(status.size), 0, status.size, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return undefined;
  }
}
