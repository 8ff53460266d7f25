/** A fake model hub on this machine: serves the list of files, and the files with ranges and entity tags, and injects faults on request. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HubFault =
  /** Breaks off after this many bytes of a body; then `next` applies, or no fault. */
  | { readonly kind: 'cut'; readonly bytes: number; readonly next?: HubFault }
  /** Sends other bytes than those that the list's checksum belongs to. */
  | { readonly kind: 'rot' }
  | { readonly kind: 'no-range' }
  | { readonly kind: 'status'; readonly status: number; readonly on: 'list' | 'file' }
  | { readonly kind: 'html'; readonly on: 'list' | 'file' }
  | { readonly kind: 'redirect'; readonly to: string };

export class FakeHub {
  readonly revision = 'a'.repeat(40);
  readonly asked: { readonly method: string; readonly path: string; readonly range: string | undefined }[] = [];
  readonly #files: ReadonlyMap<string, Buffer>;
  readonly #server = createServer((request, response) => this.#answer(request, response));
  fault: HubFault | undefined;
  /** Another suffix makes resuming clients see another file. */
  etagSuffix = '';

  /** Files of the only repository, `owner/model`. Large ones are listed with a SHA-256, as the real hub does. */
  constructor(files: Readonly<Record<string, Buffer>>) {
    this.#files = new Map(Object.entries(files));
  }

  async start(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '/' } = request;
    const path = url.split('?')[0]!;
    const range = request.headers.range;
    this.asked.push({ method, path, range });
    const isList = path.startsWith('/api/');
    const fault = this.fault;
    if (fault?.kind === 'status' && fault.on === (isList ? 'list' : 'file')) return void response.writeHead(fault.status).end('no');
    if (fault?.kind === 'html' && fault.on === (isList ? 'list' : 'file'))
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please sign in</html>');
    if (path === '/api/models/owner/model') return this.#json(response, { id: 'owner/model', sha: this.revision });
    if (path === `/api/models/owner/model/tree/${this.revision}`) return this.#json(response, this.#tree());
    const file = path.startsWith(`/owner/model/resolve/${this.revision}/`)
      ? path.split(`${this.revision}/`)[1]!
      : path.slice('/cdn/'.length);
    const content = this.#files.get(file);
    if (content === undefined) return void response.writeHead(404).end();
    if (fault?.kind === 'redirect' && !path.startsWith('/cdn/'))
      return void response.writeHead(302, { location: `${fault.to}/cdn/${file}` }).end();
    this.#send(request, response, content);
  }

  #send(request: IncomingMessage, response: ServerResponse, whole: Buffer): void {
    const fault = this.fault;
    const etag = `"${createHash('sha256').update(whole).digest('hex')}${this.etagSuffix}"`;
    const condition = request.headers['if-range'];
    const wanted = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const isContinued = wanted !== null && fault?.kind !== 'no-range' && (condition === undefined || condition === etag);
    const from = isContinued ? Number(wanted[1]) : 0;
    if (from >= whole.length && from > 0) return void response.writeHead(416).end();
    let body = whole.subarray(from);
    if (fault?.kind === 'rot') body = Buffer.from(body.map((byte, i) => (i === 7 ? byte ^ 1 : byte)));
    response.writeHead(isContinued ? 206 : 200, {
      etag,
      'content-length': body.length,
      ...(isContinued ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
    });
    if (request.method === 'HEAD') return void response.end();
    if (fault?.kind === 'cut' && body.length > fault.bytes) {
      this.fault = fault.next;
      // Data that has not been read when a socket breaks is lost, so the client gets time to read some of it.
      response.write(body.subarray(0, fault.bytes), () => setTimeout(() => response.destroy(), 50));
      return;
    }
    response.end(body);
  }

  #tree(): unknown {
    return [...this.#files].map(([path, content]) => {
      const git = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
      const entry = { type: 'file', oid: git, size: content.length, path };
      return content.length < 1000
        ? entry
        : { ...entry, lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 134 } };
    });
  }

  #json(response: ServerResponse, value: unknown): void {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  }
}
