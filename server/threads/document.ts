/**
 * The document thread: extracts text from PDF, Word and HTML files. Whatever a file contains, only text comes out; nothing in it runs and
 * nothing is fetched.
 */
import { inflateRawSync } from 'node:zlib';
import mammoth from 'mammoth';
import { extractText, getDocumentProxy } from 'unpdf';
import { errnoOf } from '../base/errno.js';
import type { DocumentMethods, DocumentText } from '../chat/context/document-methods.js';
import { htmlText } from '../chat/context/html-text.js';
import { serveThread } from '../pool/serve-thread.js';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';

/** Bound for all inflated parts of a Word file together: a zip bomb exceeds it, a book does not. */
const maxInflatedBytes = 64 * 1024 * 1024;

const unreadable = (text: Sentence, remedy: Sentence): ProblemError => new ProblemError('document-unreadable', text, remedy);

async function readPdf(bytes: Uint8Array, maxChars: number): Promise<DocumentText> {
  try {
    const pdf = await getDocumentProxy(bytes, { disableFontFace: true, stopAtErrors: false });
    const { totalPages, text } = await extractText(pdf, { mergePages: false });
    const pages = text.map((page, i) => `Page ${i + 1}\n${page.trim()}`).join('\n\n');
    return { text: pages.slice(0, maxChars), nPages: totalPages, cut: pages.length > maxChars };
  } catch (error) {
    if (error instanceof Error && error.name === 'PasswordException') {
      throw unreadable(say('pdfEncrypted'), say('saveWithoutPassword'));
    }
    throw unreadable(say('pdfUnreadable', { why: errorText(error) }), say('saveAgain'));
  }
}

async function readDocx(bytes: Uint8Array, maxChars: number): Promise<DocumentText> {
  checkInflatedSize(bytes);
  try {
    const { value } = await mammoth.extractRawText({ buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) });
    return { text: value.slice(0, maxChars), nPages: undefined, cut: value.length > maxChars };
  } catch (error) {
    throw unreadable(say('wordUnreadable', { why: errorText(error) }), say('saveAgainAsDocx'));
  }
}

/** Inflates every part with a bound before a library does so without one. Sizes that the archive claims are not trusted. */
function checkInflatedSize(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left = maxInflatedBytes;
  try {
    let end = bytes.length - 22;
    while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
    const nParts = view.getUint16(end + 10, true);
    let at = view.getUint32(end + 16, true);
    for (let i = 0; i < nParts; i++) {
      if (view.getUint32(at, true) !== 0x02014b50) throw new RangeError('no entry where the directory says');
      const method = view.getUint16(at + 10, true);
      const size = view.getUint32(at + 20, true);
      const header = view.getUint32(at + 42, true);
      const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
      const part = bytes.subarray(start, start + size);
      left -= method === 8 ? inflateRawSync(part, { maxOutputLength: Math.max(1, left) }).length : part.length;
      if (left <= 0) throw new RangeError('too large');
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (error) {
    const bomb = left <= 0 || errnoOf(error) === 'ERR_BUFFER_TOO_LARGE';
    throw bomb
      ? unreadable(say('wordTooLarge', { n: maxInflatedBytes / 1024 / 1024 }), say('attachSmallerPart'))
      : unreadable(say('wordDamaged'), say('saveAgainAsDocx'));
  }
}

function readHtml(bytes: Uint8Array, maxChars: number): DocumentText {
  const text = htmlText(new TextDecoder().decode(bytes));
  return { text: text.slice(0, maxChars), nPages: undefined, cut: text.length > maxChars };
}

serveThread<DocumentMethods>({
  read: async ({ bytes, kind, maxChars }) => {
    switch (kind) {
      case 'pdf':
        return await readPdf(bytes, maxChars);
      case 'docx':
        return await readDocx(bytes, maxChars);
      case 'html':
        return readHtml(bytes, maxChars);
    }
  },
});
