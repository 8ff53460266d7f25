/**
 * Reads the texts of attached PDF and Word files. They are parsed in a thread of their own, which is ended when a file takes too much time
 * or
 * memory: such a file is hostile or broken, and must not delay a question.
 */

import { WorkerDiedError } from '../../pool/remote-calls.js';
import type { Thread } from '../../pool/thread.js';
import { isAbort } from '../../protocol/abort-error.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import type { DocumentKind, DocumentMethods } from './document-methods.js';

/** Larger files are refused without being read. */
export const maxDocumentBytes = 50 * 1024 * 1024;
const maxChars = 1_000_000;
const maxMs = 20_000;

/** Returns the kind of document that a path names; undefined for text files. */
export function documentKind(path: string): DocumentKind | undefined {
  if (/\.pdf$/i.test(path)) return 'pdf';
  return /\.docx$/i.test(path) ? 'docx' : undefined;
}

export class DocumentReader {
  readonly #thread: Thread<DocumentMethods>;

  constructor(thread: Thread<DocumentMethods>) {
    this.#thread = thread;
  }

  /** Rejects with a ProblemError that names the file. */
  async read(path: string, kind: DocumentKind, bytes: Uint8Array, signal: AbortSignal): Promise<string> {
    const late = AbortSignal.timeout(maxMs);
    try {
      const { text, cut } = await this.#thread.call('read', { bytes, kind, maxChars }, AbortSignal.any([signal, late]));
      return cut ? `${text}\n[The rest of "${path}" is left out]` : text;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (late.aborted || error instanceof WorkerDiedError || isAbort(error)) {
        throw new ProblemError('document-unreadable', say('documentGivenUp', { path }), say('attachSmallerPart'));
      }
      throw error;
    }
  }
}
