/**
 * Clears stored data. Clearing is requested while the server runs and done when the next one starts, before any service is built, because
 * then no file is in use. It removes only names that Vibe itself creates, and never an index that another window writes.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersIn, lockFile } from '../disk/folder-layout.js';
import { isHeldNow } from '../disk/folder-lock.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

const requestFile = 'clear-at-start';
/** Also matches related files: `metrics.jsonl.1234`, `requests.log.old`. */
const ours = /^(?:catalogue\.db|answers\.cache|habits\.json|vectors|metrics\.jsonl|requests\.log)(?:\.[\w.-]+)?$/;

export function requestClear(storageDir: string): void {
  try {
    mkdirSync(storageDir, { recursive: true });
    writeFileSync(join(storageDir, requestFile), '');
  } catch (cause) {
    throw new ProblemError('storage-unwritable', say('cannotBeCleared', { path: storageDir }), say('makeWritableOrDelete'), { cause });
  }
}

/** What cannot be removed stays, and the request is not repeated. */
export function clearIfRequested(storageDir: string): void {
  const path = join(storageDir, requestFile);
  if (!existsSync(path)) return;
  rmSync(path, { force: true });
  for (const name of namesIn(storageDir)) if (ours.test(name)) remove(join(storageDir, name));
  for (const name of namesIn(foldersIn(storageDir))) {
    const storage = join(foldersIn(storageDir), name);
    if (!isHeldNow(lockFile(storage))) remove(storage);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Another window may have it open, and some systems then refuse to remove it.
  }
}
