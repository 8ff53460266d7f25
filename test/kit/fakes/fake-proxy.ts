/**
 * A proxy on this machine that maps every host to one server: requests to remote hosts arrive there, by CONNECT or passed on. Records its
 * requests, and refuses on request.
 */
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface FakeProxyOptions {
  /** TLS to the proxy itself. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Required credentials, as `name:password`. */
  readonly user?: string;
  /** Status with which every request is answered. */
  readonly status?: number;
}

export class FakeProxy {
  /** First lines of requests, such as `CONNECT models.example:443`. */
  readonly asked: string[] = [];
  readonly #options: FakeProxyOptions;
  readonly #port: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  /** `target`: URL of the server that receives everything. */
  constructor(target: string, options: FakeProxyOptions = {}) {
    this.#options = options;
    this.#port = Number(new URL(target).port);
  }

  get url(): string {
    const { port } = this.#server!.address() as AddressInfo;
    return this.#options.tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`;
  }

  async start(): Promise<this> {
    const { tls } = this.#options;
    const pass = (incoming: IncomingMessage, response: ServerResponse) => this.#pass(incoming, response);
    const server = tls ? createSecureServer(tls, pass) : createServer(pass);
    server.on('connect', (incoming: IncomingMessage, socket: Socket) => this.#tunnel(incoming, socket));
    server.on('connection', (socket: Socket) => this.#keep(socket));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    this.#server = server;
    return this;
  }

  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.#server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket));
  }

  /** Returns the status if the request is refused. */
  #refusal({ method, url, headers }: IncomingMessage): number | undefined {
    this.asked.push(`${method} ${url}`);
    const { user, status } = this.#options;
    const isKnown = user === undefined || headers['proxy-authorization'] === `Basic ${Buffer.from(user).toString('base64')}`;
    return status ?? (isKnown ? undefined : 407);
  }

  #tunnel(incoming: IncomingMessage, socket: Socket): void {
    this.#keep(socket);
    const refusal = this.#refusal(incoming);
    if (refusal !== undefined) return void socket.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
    const far = connect(this.#port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(far).pipe(socket);
    });
    this.#keep(far);
    far.on('close', () => socket.destroy());
    socket.on('close', () => far.destroy());
  }

  #pass(incoming: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusal(incoming);
    if (refusal !== undefined) return void response.writeHead(refusal, { 'content-length': 0 }).end();
    const { pathname } = new URL(incoming.url ?? '');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const onward = request({ port: this.#port, host: '127.0.0.1', path: pathname, method: incoming.method, headers }, reply => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
      reply.on('error', () => response.destroy());
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}
