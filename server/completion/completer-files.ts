/**
 * Keeps the completer in line with the files of the folders. Texts are read in turns, so that requests are answered in between, and up to a
 * bound: of a larger workspace source code comes first, then data, each in the order of the index.
 */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { decode } from '../text/decode.js';
import { guardPath } from '../text/guard/guard-path.js';
import { languageOf } from '../text/language/languages.js';
import type { CompletionFolder, FilledWith } from './completion-methods.js';
import type { LineCompleter } from './line-completer.js';

/** About 120 MB of memory. */
const maxBytes = 16 << 20;
/** A larger file is generated or data. */
const maxFileBytes = 1 << 20;
/** Files that are looked at, and read, at once. */
const nLooks = 256;
const nReads = 16;

interface SourceFile {
  /** Absolute, as requests name it. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
}

export class CompleterFiles {
  readonly #completer: LineCompleter;
  readonly #known = new Map<string, SourceFile>();

  constructor(completer: LineCompleter) {
    this.#completer = completer;
  }

  /** Reads what is new or changed, and forgets what is gone. A file that cannot be read is skipped. */
  async update(folders: readonly CompletionFolder[], signal: AbortSignal): Promise<FilledWith> {
    const files = await chooseFiles(folders, signal);
    const wanted = new Set(files.map(({ path }) => path));
    for (const path of this.#known.keys()) if (!wanted.has(path)) this.#forget(path);
    const changed = files.filter(file => !isSame(file, this.#known.get(file.path)));
    for (let from = 0; from < changed.length; from += nReads) {
      const group = changed.slice(from, from + nReads);
      const contents = await Promise.all(group.map(({ path }) => readFile(path, { signal }).catch(() => undefined)));
      signal.throwIfAborted();
      for (const [i, bytes] of contents.entries()) this.#take(group[i]!, bytes);
      await nextTurn();
    }
    return { nFiles: this.#known.size, sizeBytes: this.#completer.sizeBytes };
  }

  #take(file: SourceFile, bytes: Uint8Array | undefined): void {
    if (bytes === undefined || bytes.length > maxFileBytes) return this.#forget(file.path);
    this.#known.set(file.path, file);
    this.#completer.addFile(file.path, decoder.decode(decode(bytes)));
  }

  #forget(path: string): void {
    if (this.#known.delete(path)) this.#completer.removeFile(path);
  }
}

const decoder = new TextDecoder();

const isSame = (file: SourceFile, known: SourceFile | undefined): boolean =>
  known !== undefined && known.sizeBytes === file.sizeBytes && known.mtimeMs === file.mtimeMs;

async function chooseFiles(folders: readonly CompletionFolder[], signal: AbortSignal): Promise<readonly SourceFile[]> {
  const code: SourceFile[] = [];
  const data: SourceFile[] = [];
  for (const { root, paths } of folders) {
    for (let from = 0; from < paths.length; from += nLooks) {
      const group = paths.slice(from, from + nLooks).filter(path => guardPath(path) === undefined && languageOf(path).kind !== 'prose');
      const found = await Promise.all(group.map(path => lookAt(join(root, path))));
      signal.throwIfAborted();
      for (const file of found) if (file !== undefined) (languageOf(file.path).kind === 'code' ? code : data).push(file);
    }
  }
  let left = maxBytes;
  return [...code, ...data].filter(({ sizeBytes }) => {
    if (sizeBytes > left) return false;
    left -= sizeBytes;
    return true;
  });
}

async function lookAt(path: string): Promise<SourceFile | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found === undefined || found.size > maxFileBytes ? undefined : { path, sizeBytes: found.size, mtimeMs: found.mtimeMs };
}
