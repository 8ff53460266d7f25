/**
 * The connections of one origin. With TLS: one connection that HTTP/2 multiplexes, or several if the server only speaks HTTP/1.1. Without:
 * several kept-alive ones. Opens nothing before the first request.
 */
import { isIP } from 'node:net';
import { TLSSocket } from 'node:tls';
import { buildConnector, type Dispatcher, Pool } from 'undici';
import { raceAbort } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import type { ProblemError } from '../protocol/problem.js';
import { AdaptiveWindow } from './adaptive-window.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { netProblem, proxyProblem } from './net-problem.js';
import { RequestGate } from './request-gate.js';
import { isLoopback, type Proxy, type ProxySettings, proxyFor } from './route.js';
import type { TrustStore } from './trust-store.js';
import { tunnel } from './tunnel.js';

export interface RouteSettings {
  readonly proxies?: ProxySettings;
  /** Authorities that TLS connections trust; Node's own if absent. */
  readonly trust?: TrustStore;
  readonly connectMs?: number;
}

/** How requests are addressed on the connections of an origin. */
interface Address {
  readonly origin: string;
  /** Put before the path: a proxy that passes plain requests on needs absolute URLs. */
  readonly prefix: string;
  readonly headers: Readonly<Record<string, string>>;
}

const plainWindow = { start: 6, smallest: 1, largest: 32 };
const tlsWindow = { start: 64, smallest: 2, largest: 128 };
/** A person's requests may exceed the window and never wait for a connection. */
const spareConnections = 4;
const mostConnections = plainWindow.largest + spareConnections;
const keepAliveMs = 5 * 60_000;
const waitingBound = 4096;

export class OriginPool {
  readonly origin: string;
  readonly local: boolean;
  readonly gate: RequestGate;
  readonly window: AdaptiveWindow;
  readonly breaker = new CircuitBreaker();
  /** The proxy to use; undefined for a direct connection. */
  readonly proxy: Proxy | undefined;
  readonly #settings: RouteSettings;
  readonly #recorder: Recorder;
  readonly #tls: boolean;
  #dispatcher: Dispatcher | undefined;
  /** Settles when the first TLS connection has negotiated its protocol. Until then only one request is sent. */
  #negotiated: Promise<void> | undefined;
  #settleNegotiation: () => void = () => undefined;
  #multiplexed = false;

  constructor(origin: string, settings: RouteSettings, recorder: Recorder) {
    const url = new URL(origin);
    this.origin = origin;
    this.local = isLoopback(url.hostname);
    this.#tls = url.protocol === 'https:';
    this.window = new AdaptiveWindow(this.#tls ? tlsWindow : plainWindow);
    this.gate = new RequestGate(this.window, waitingBound);
    this.#settings = settings;
    this.#recorder = recorder;
    this.proxy = settings.proxies && proxyFor(origin, settings.proxies);
  }

  get address(): Address {
    if (this.proxy === undefined || this.#tls) return { origin: this.origin, prefix: '', headers: {} };
    const { origin, authorization } = this.proxy;
    const headers = { host: new URL(this.origin).host, ...(authorization !== undefined && { 'proxy-authorization': authorization }) };
    return { origin, prefix: this.origin, headers };
  }

  /** True once a connection has agreed on HTTP/2. */
  get multiplexed(): boolean {
    return this.#multiplexed;
  }

  /** Returns the Problem of a request without an answer. For a plain origin behind a proxy, it is the proxy that did not answer. */
  problem(error: unknown): ProblemError {
    return this.proxy !== undefined && !this.#tls ? proxyProblem(error, this.proxy.origin) : netProblem(error, this.origin, 'waiting');
  }

  /** Returns the dispatcher for the next request. */
  async dispatcher(signal: AbortSignal): Promise<Dispatcher> {
    if (this.#dispatcher === undefined) {
      this.#dispatcher = this.#open(this.#tls ? 1 : mostConnections);
      return this.#dispatcher;
    }
    if (this.#negotiated !== undefined) await raceAbort(this.#negotiated, signal);
    return this.#dispatcher ?? this.dispatcher(signal);
  }

  async dispose(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    this.#settleNegotiation();
    await dispatcher?.destroy();
  }

  #open(connections: number): Dispatcher {
    const shared = { connections, keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs, headersTimeout: 0, bodyTimeout: 0 };
    const connect = this.#connector();
    if (this.#tls && this.#negotiated === undefined) {
      const negotiation = Promise.withResolvers<void>();
      this.#negotiated = negotiation.promise;
      this.#settleNegotiation = () => {
        this.#negotiated = undefined;
        negotiation.resolve();
      };
    }
    return new Pool(this.address.origin, {
      ...shared,
      h2Options: { maxConcurrentStreams: tlsWindow.largest + spareConnections },
      connect: (options, callback) =>
        connect(options, (...outcome) => {
          this.#connected(outcome[1], connections);
          callback(...outcome);
        }),
    });
  }

  #connected(socket: unknown, connections: number): void {
    if (socket !== null) this.#recorder.count('ConnectionPool', 'connections');
    if (socket instanceof TLSSocket) {
      this.#multiplexed = socket.alpnProtocol === 'h2';
      this.#recorder.count('ConnectionPool', this.#multiplexed ? 'h2 connections' : 'h1 TLS connections');
      if (!this.#multiplexed && connections === 1) {
        // The one connection serves the request that opened it. The others get a pool as wide as that of a plain origin.
        const narrow = this.#dispatcher;
        this.#dispatcher = this.#open(mostConnections);
        void narrow?.close();
      }
    }
    this.#settleNegotiation();
  }

  #connector(): buildConnector.connector {
    const { trust, connectMs } = this.#settings;
    const timeout = connectMs ?? (this.local ? 2000 : 10_000);
    const secured = async (isChecked: boolean, allowH2 = true): Promise<buildConnector.connector> => {
      const trusted = trust === undefined ? {} : { secureContext: await trust.context() };
      // A proxy whose certificates are not to be checked intercepts all connections and shows certificates of its own.
      return buildConnector({ ...trusted, allowH2, timeout, ...(isChecked ? {} : { rejectUnauthorized: false }) });
    };
    const { proxy } = this;
    if (proxy === undefined) return this.#tls ? later(() => secured(true)) : buildConnector({ timeout });
    const toProxy = proxy.origin.startsWith('https:')
      ? under(
          proxy.origin,
          later(() => secured(proxy.strict, false)),
        )
      : buildConnector({ timeout });
    if (!this.#tls) return toProxy;
    const { hostname, port } = new URL(this.origin);
    return tunnel(`${hostname}:${port || '443'}`, proxy, { toProxy, toOrigin: later(() => secured(proxy.strict)), timeoutMs: timeout });
  }
}

/** Makes TLS with the proxy use the proxy's own name, whatever host the request names. */
function under(proxy: string, connector: buildConnector.connector): buildConnector.connector {
  const { host, hostname } = new URL(proxy);
  return (options, callback) => connector({ ...options, host, servername: isIP(hostname) ? '' : hostname }, callback);
}

/** Creates the connector when it is first needed. */
function later(make: () => Promise<buildConnector.connector>): buildConnector.connector {
  let made: Promise<buildConnector.connector> | undefined;
  return (options, callback) => {
    const connect = async (): Promise<void> => {
      made ??= make();
      try {
        (await made)(options, callback);
      } catch (error) {
        made = undefined;
        callback(error as Error, null); // A TrustStore rejects with a ProblemError.
      }
    };
    void connect();
  };
}
