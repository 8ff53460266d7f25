/**
 * A connector that reaches a TLS origin through a proxy: it asks for a tunnel with CONNECT and speaks TLS inside it, with HTTP/2 if the
 * origin offers it.
 */
import type { Socket } from 'node:net';
import { type buildConnector, Client } from 'undici';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { proxyProblem } from './net-problem.js';
import type { Proxy } from './route.js';

type Connector = buildConnector.connector;

export interface TunnelParts {
  /** Connects to the proxy itself. */
  readonly toProxy: Connector;
  /** Speaks TLS with the origin over the tunnel's socket. */
  readonly toOrigin: Connector;
  /** Time that the proxy may take to open the tunnel. */
  readonly timeoutMs: number;
}

/** `host`: the origin's host with its port. */
export function tunnel(host: string, proxy: Proxy, { toProxy, toOrigin, timeoutMs }: TunnelParts): Connector {
  const headers = { host, ...(proxy.authorization !== undefined && { 'proxy-authorization': proxy.authorization }) };
  const open = async (): Promise<Socket> => {
    // One client per tunnel: the connection belongs to the tunnel from then on and is closed with it.
    const client = new Client(proxy.origin, { connect: toProxy, headersTimeout: timeoutMs });
    try {
      const { socket, statusCode } = await client.connect({ path: host, headers });
      if (statusCode === 200) return socket as Socket; // CONNECT yields the raw socket of the connection.
      socket.on('error', () => undefined).destroy();
      throw refusedByProxy(proxy.origin, host, statusCode);
    } catch (error) {
      client.destroy().catch(() => undefined);
      throw error instanceof ProblemError ? error : proxyProblem(error, proxy.origin);
    }
  };
  return (options, callback) => {
    const connect = async (): Promise<void> => {
      try {
        toOrigin({ ...options, httpSocket: await open() }, callback);
      } catch (error) {
        callback(error as Error, null); // A ProblemError, see above.
      }
    };
    void connect();
  };
}

export function refusedByProxy(proxy: string, host: string, status: number): ProblemError {
  if (status === 407) return new ProblemError('endpoint-refused', say('proxyWantsName', { proxy, host }), say('nameProxyPassword'));
  return new ProblemError('endpoint-refused', say('proxyRefused', { proxy, host, status: String(status) }), say('askProxyOwner'));
}
