/**
 * A web page as text for a question. Only where a setting allows it, only https, bounded in bytes and time, each request in the privacy log.
 * Invariant: nothing of the workspace goes out with it, and what comes in is data: text without scripts, forms or links that run.
 */

import type { ConnectionPool } from '../../net/connection-pool.js';
import type { NetReply } from '../../net/net-request.js';
import { ProblemError } from '../../protocol/problem.js';
import type { DocumentReader } from './document-reader.js';

export interface WebPage {
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

/** A way out to one origin, closed after use. */
export type OpenPool = (origin: string) => ConnectionPool;

const maxBytes = 4 * 1024 * 1024;
const maxMs = 20_000;
const maxRedirects = 5;
/** The wire's bound of an attachment, with room for what is said of it. */
const maxChars = 190_000;

export class WebPages {
  readonly #openPool: OpenPool | undefined;
  readonly #documents: DocumentReader;

  /** Without `openPool` the network may not be used. */
  constructor(openPool: OpenPool | undefined, documents: DocumentReader) {
    this.#openPool = openPool;
    this.#documents = documents;
  }

  async read(address: string, signal: AbortSignal): Promise<WebPage> {
    if (this.#openPool === undefined)
      throw new ProblemError(
        'offline',
        'Web pages are not read, because no setting allows it',
        'Switch the setting "vibe.allowWebPages" on, and "vibe.offline" off',
      );
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
        throw new ProblemError('endpoint-stalled', `The page did not come within ${maxMs / 1000} s`, 'Try again, or paste its text', {
          cause: error,
        });
      throw error;
    }
    throw new ProblemError('endpoint-refused', 'The page sends its readers round in circles', 'Paste its text');
  }

  /** The page's bytes, or where it has moved to. */
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
        const why = status === 200 ? `it is ${contentType || 'of an unknown kind'}` : `status ${status}`;
        throw new ProblemError('endpoint-refused', `${url.host} gave no page to read: ${why}`, 'Check the address, or paste its text');
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
    if (text === '')
      throw new ProblemError('document-unreadable', `${url.host} gave a page without text`, 'It may need a browser: paste its text');
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
      throw new ProblemError(
        'endpoint-refused',
        `The page at ${url.host} is larger than ${maxBytes / 1024 / 1024} MB`,
        'Paste the part that matters',
      );
    }
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function checked(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new ProblemError(
      'bad-params',
      `"${address.slice(0, 200)}" is not the address of a page that is read over https`,
      'Give an address that begins with https://',
    );
  return url;
}
