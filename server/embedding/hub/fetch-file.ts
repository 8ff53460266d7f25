/**
 * Fetches one file of a model to the disk: resumed where it broke off, never longer than announced, and verified before it gets its final
 * name. A wrong file is deleted; an incomplete one is kept for the next attempt.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sleep } from '../../base/signals.js';
import type { NetReply } from '../../net/net-request.js';
import { isAbort } from '../../protocol/abort-error.js';
import { ProblemError, problemOf } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import type { HubFile } from './hub-plan.js';
import { orUnwritable } from './or-unwritable.js';

export interface FetchFileParts {
  readonly open: (path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<NetReply>;
  /** Receives the number of bytes that arrived since the last call; negative if a file is started again. */
  readonly onBytes: (count: number) => void;
  /** Pause before a broken transfer is resumed. */
  readonly pauseMs: number;
}

/** Consecutive failures without a byte in between, after which the transfer fails. */
const mostBarrenTries = 3;
const passing: ReadonlySet<string> = new Set(['stream-cut', 'endpoint-stalled', 'endpoint-unreachable', 'endpoint-busy']);

/** Resolves once `target` is the verified file. Rejects with a ProblemError. */
export async function fetchFile(file: HubFile, target: string, parts: FetchFileParts, signal: AbortSignal): Promise<void> {
  const part = `${target}.part`;
  await orUnwritable(target, () => mkdir(dirname(target), { recursive: true }));
  if (await isWhole(target, file)) return parts.onBytes(file.sizeBytes);
  if ((await sizeOf(part)) > file.sizeBytes) await rm(part, { force: true });
  if (file.sizeBytes === 0) await orUnwritable(part, () => writeFile(part, ''));
  let have = await sizeOf(part);
  parts.onBytes(have);
  for (let nBarren = 0; have < file.sizeBytes; ) {
    const before = have;
    try {
      have = await fetchRest(file, part, have, parts, signal);
      if (have === file.sizeBytes) break;
      throw new ProblemError('stream-cut', say('brokeOff', { file: file.path, have, size: file.sizeBytes }), say('fetchContinues'));
    } catch (error) {
      if (isAbort(error) || !passing.has(problemOf(error).code)) throw error;
      have = await sizeOf(part);
      nBarren = have > before ? 0 : nBarren + 1;
      if (nBarren >= mostBarrenTries) throw error;
      await sleep(parts.pauseMs, signal);
    }
  }
  if (!(await isWhole(part, file))) {
    await rm(part, { force: true });
    await rm(`${part}.etag`, { force: true });
    parts.onBytes(-file.sizeBytes);
    throw new ProblemError('endpoint-nonsense', say('checksumNotHubs', { file: file.path }), say('fetchAgainOrOther'));
  }
  await orUnwritable(target, () => rename(part, target));
  await rm(`${part}.etag`, { force: true });
}

/** Requests the missing part and appends it. Resolves with the size reached. */
async function fetchRest(
  file: HubFile,
  part: string,
  have: number,
  { open: ask, onBytes }: FetchFileParts,
  signal: AbortSignal,
): Promise<number> {
  const etag = await readFile(`${part}.etag`, 'utf8').catch(() => undefined);
  const range = have > 0 ? { range: `bytes=${have}-`, ...(etag === undefined ? {} : { 'if-range': etag }) } : {};
  const reply = await ask(file.path, range, signal);
  const isContinued = reply.status === 206 && reply.header('content-range')?.startsWith(`bytes ${have}-`) === true;
  if (reply.status === 416 || (reply.status === 206 && !isContinued)) {
    // The part on disk is not the beginning of the file on the server.
    reply.body.discard();
    onBytes(-have);
    await rm(part, { force: true });
    return 0;
  }
  const length = reply.header('content-length');
  const isOther = length !== undefined && Number(length) !== file.sizeBytes - (isContinued ? have : 0);
  if (isOther || reply.contentType.startsWith('text/html')) {
    reply.body.discard();
    throw new ProblemError(
      'endpoint-nonsense',
      say('cameOtherwise', {
        file: file.path,
        what: isOther ? say('bytes', { n: Number(length) }) : reply.contentType,
        size: file.sizeBytes,
      }),
      say('checkSignIn'),
    );
  }
  const found = reply.header('etag');
  // A weak ETag guarantees nothing about the bytes.
  if (found !== undefined && !found.startsWith('W/')) await orUnwritable(part, () => writeFile(`${part}.etag`, found));
  let size = isContinued ? have : 0;
  if (!isContinued) onBytes(-have);
  const handle = await orUnwritable(part, () => open(part, isContinued ? 'a' : 'w', 0o600));
  try {
    for await (const chunk of reply.body) {
      signal.throwIfAborted();
      size += chunk.length;
      if (size > file.sizeBytes) {
        await handle.truncate(0);
        onBytes(chunk.length - size);
        throw new ProblemError('endpoint-nonsense', say('moreThanNamed', { file: file.path, size: file.sizeBytes }), say('checkHub'));
      }
      await orUnwritable(part, () => handle.write(chunk));
      onBytes(chunk.length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return size;
}

async function isWhole(path: string, { sizeBytes, checksum }: HubFile): Promise<boolean> {
  if ((await sizeOf(path, -1)) !== sizeBytes) return false;
  const hash = createHash(checksum.kind === 'sha256' ? 'sha256' : 'sha1');
  if (checksum.kind === 'git') hash.update(`blob ${sizeBytes}\0`);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === checksum.hex;
}

const sizeOf = async (path: string, otherwise = 0): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? otherwise;
