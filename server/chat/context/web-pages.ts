/**
 * Fetches a web page as text for a question. Only if a setting allows it, only https, limited in bytes and time, with a line in the privacy
 * log for each request. Invariant: nothing of the workspace is sent, and the reply is data: text without scripts, forms or links that run.
 */

import type { ConnectionPool } from '../../net/connection-pool.js';
import type { NetReply } from '../../net/net-request.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import type { DocumentReader } from './document-reader.js';

export interface WebPage {
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

/** Opens connections to one origin, which are closed after use. */
export type OpenPool = (origin: string) => ConnectionPool;

const maxBytes = 4 * 1024 * 1024;
const maxMs = 20_000;
const maxRedirects = 5;
/** The protocol's limit for an attachment, less some room for a note. */
const maxChars = 190_000;

export class WebPages {
  readonly #openPool: OpenPool | undefined;
  readonly #documents: DocumentReader;

  /** Without `openPool` the network must not be used. */
  constructor(openPool: OpenPool | undefined, documents: DocumentReader) {
    this.#openPool = openPool;
    this.#documents = documents;
  }

  async read(address: string, signal: AbortSignal): Promise<WebPage> {
    if (this.#openPool === undefined) throw new ProblemError('offline', say('pagesOff'), say('switchPagesOn'));
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(maxMs)]);
    try {
      let url = checked(address);
      for (let hop = 0; hop <= maxRedirects; hop++) {
        const reply = await this.#fetch(url, this.#openPool, bounded);
        if (typeof reply !== 'string') return await this.#pageOf(url, reply, bounded);
        url = checked(new URL(reply, url).href);
      }
    } catch (error) {
      if (!signal.aborted && bounded.aborted)
        throw new ProblemError('endpoint-stalled', say('pageTimedOut', { n: maxMs / 1000 }), say('retryOrPaste'), {
          cause: error,
        });
      throw error;
    }
    throw new ProblemError('endpoint-refused', say('tooManyRedirects'), say('pasteText'));
  }

  /** Returns the page's bytes, or the address that it redirects to. */
  async #fetch(url: URL, openPool: OpenPool, signal: AbortSignal): Promise<string | { contentType: string; bytes: Uint8Array }> {
    const pool = openPool(url.origin);
    try {
      const reply = await pool.open(
        {
          method: 'GET',
          url: url.origin + url.pathname + url.search,
          headers: { accept: 'text/html, text/plain;q=0.9', 'user-agent': 'Vibe' },
          priority: 'person',
          purpose: 'web page',
          repeatable: true,
          streams: false,
          firstByteMs: maxMs,
          stallMs: maxMs,
        },
        signal,
      );
      const { status, location, contentType } = reply;
      if (status >= 300 && status < 400 && location !== undefined) {
        reply.body.discard();
        return location;
      }
      if (status !== 200 || !/^(text\/(html|plain|markdown)|application\/xhtml\+xml)\b/i.test(contentType)) {
        reply.body.discard();
        const ofType = contentType === '' ? say('isOfUnknownType') : say('isOfType', { type: contentType });
        const why = status === 200 ? ofType : say('withStatus', { status: String(status) });
        throw new ProblemError('endpoint-refused', say('pageUnreadable', { host: url.host, why }), say('checkAddressOrPaste'));
      }
      return { contentType, bytes: await readBody(reply, url) };
    } finally {
      await pool.dispose();
    }
  }

  async #pageOf(url: URL, { contentType, bytes }: { contentType: string; bytes: Uint8Array }, signal: AbortSignal): Promise<WebPage> {
    const { href } = url;
    if (/^text\/(plain|markdown)/i.test(contentType))
      return { url: href, title: href, text: new TextDecoder().decode(bytes).slice(0, maxChars) };
    const read = await this.#documents.read(href, 'html', bytes, signal);
    const [title = '', ...rest] = read.split('\n');
    const text = rest.join('\n').trim().slice(0, maxChars);
    if (text === '') throw new ProblemError('document-unreadable', say('pageWithoutText', { host: url.host }), say('mayNeedBrowser'));
    return { url: href, title: title.trim() || href, text };
  }
}

async function readBody({ body }: NetReply, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) {
      body.discard();
      throw new ProblemError('endpoint-refused', say('pageTooLarge', { host: url.host, n: maxBytes / 1024 / 1024 }), say('pastePart'));
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function checked(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new ProblemError('bad-params', say('notAnHttpsPage', { address: address.slice(0, 200) }), say('giveHttps'));
  return url;
}
