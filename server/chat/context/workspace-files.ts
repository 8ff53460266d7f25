/** Reads the texts of attached files. Invariant: reads only files inside an open folder, after resolving links, and never a secret. */

import { isAscii } from 'node:buffer';
import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalUri, insideFolder } from '../../base/file-uris.js';
import { NotRegularFile, openRegular } from '../../base/regular-file.js';
import type { PlaceRange } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import { type Sentence, say } from '../../protocol/sentences/sentence.js';
import { decode } from '../../text/decode.js';
import { hasKeyBlock } from '../../text/guard/guard-content.js';
import { guardPath } from '../../text/guard/guard-path.js';
import { languageOf } from '../../text/language/languages.js';
import { type DocumentReader, documentKind, maxDocumentBytes } from './document-reader.js';

/** Of longer files only the beginning is attached; packing reports what is left out. */
const maxAttachedBytes = 1024 * 1024;

export class WorkspaceFiles {
  readonly #folders: () => readonly string[];
  readonly #documents: DocumentReader;

  /** `folders`: URIs of the open folders. */
  constructor(folders: () => readonly string[], documents: DocumentReader) {
    this.#folders = folders;
    this.#documents = documents;
  }

  /** Rejects with a ProblemError that names the file. */
  async read(folder: string, path: string, signal: AbortSignal): Promise<string> {
    return new TextDecoder().decode(await this.readBytes({ folder, path }, maxAttachedBytes, signal));
  }

  /** Returns at most the first `maxBytes` of the file, as UTF-8. Rejects like `read`. */
  async readBytes({ folder, path }: Pick<PlaceRange, 'folder' | 'path'>, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    if (!this.#folders().some(open => canonicalUri(open) === canonicalUri(folder))) throw refused(path, say('itsFolderNotOpen'));
    if (guardPath(path) === 'secret') throw refused(path, say('secretsNeverSent'));
    const root = await realpath(fileURLToPath(folder));
    const full = await realpath(resolve(root, path)).catch(() => undefined);
    signal.throwIfAborted();
    if (full === undefined) throw new ProblemError('not-found', say('attachedGone', { path }), say('removeFromQuestion'));
    const real = insideFolder(full, [root]);
    if (real === undefined) throw refused(path, say('outsideOpenFolder'));
    // A link, a short Windows name ("ENV~1") or an alternate stream (".env::$DATA") is judged by the file that would be read.
    const isStream = sep === '\\' && real.path.includes(':');
    if (guardPath(real.path) === 'secret' || isStream) throw refused(path, say('secretsNeverSent'));
    await using file = await openRegular(full, 'refuse').catch((error: unknown) => {
      throw error instanceof NotRegularFile ? refused(path, say('notARegularFile')) : error;
    });
    const kind = documentKind(path);
    const { size } = await file.stat();
    if (kind !== undefined && size > maxDocumentBytes) throw refused(path, say('largerThan', { n: maxDocumentBytes / 1024 / 1024 }));
    const bytes = Buffer.alloc(Math.min(kind === undefined ? maxBytes : maxDocumentBytes, size));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    signal.throwIfAborted();
    const read = bytes.subarray(0, bytesRead);
    if (languageOf(path, read).kind !== 'code' && hasKeyBlock(read)) throw refused(path, say('secretsNeverSent'));
    if (kind === undefined) return decode(read, isAscii(read) && !read.includes(0));
    return new TextEncoder().encode(await this.#documents.read(path, kind, new Uint8Array(read), signal));
  }
}

const refused = (path: string, why: Sentence) =>
  new ProblemError('not-found', say('attachedUnreadable', { path, why }), say('removeFromQuestion'));
