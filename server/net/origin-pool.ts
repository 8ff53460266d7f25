/**
 * The connections of one origin. TLS: one connection on which HTTP/2 multiplexes, or several where the server only speaks
 * HTTP/1.1. Plain: several kept-alive ones. Opens nothing before the first request.
 */
import { rootCertificates, TLSSocket } from 'node:tls';
import { buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { raceAbort } from '../base/signals.js';
import type { Recorder } from '../monitor/recorder.js';
import { AdaptiveWindow } from './adaptive-window.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { RequestGate } from './request-gate.js';

export interface RouteSettings {
  /** Proxy for origins that are not on this machine and not in `noProxy`. */
  readonly proxy?: string;
  /** Host names, and `.suffixes`, that are reached directly. */
  readonly noProxy?: readonly string[];
  /** PEM texts trusted beside the roots that Node knows. */
  readonly certificateAuthorities?: readonly string[];
  readonly connectMs?: number;
}

const plainWindow = { start: 6, smallest: 1, largest: 32 };
const tlsWindow = { start: 64, smallest: 2, largest: 128 };
/** A person's requests go over the window, and never wait for a connection. */
const spareConnections = 4;
const mostConnections = plainWindow.largest + spareConnections;
const keepAliveMs = 5 * 60_000;
const waitingBound = 4096;

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

export class OriginPool {
  readonly origin: string;
  readonly local: boolean;
  readonly gate: RequestGate;
  readonly window: AdaptiveWindow;
  readonly breaker = new CircuitBreaker();
  readonly #settings: RouteSettings;
  readonly #recorder: Recorder;
  readonly #tls: boolean;
  #dispatcher: Dispatcher | undefined;
  /** Settles when the first TLS connection knows its protocol; until then only one request goes. */
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
  }

  /** True once a connection agreed on HTTP/2. */
  get multiplexed(): boolean {
    return this.#multiplexed;
  }

  /** Where to send the next request. */
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
    const timeout = this.#settings.connectMs ?? (this.local ? 2000 : 10_000);
    const own = this.#settings.certificateAuthorities ?? [];
    const ca = own.length > 0 ? { ca: [...rootCertificates, ...own] } : {};
    const shared = { connections, keepAliveTimeout: keepAliveMs, keepAliveMaxTimeout: keepAliveMs, headersTimeout: 0, bodyTimeout: 0 };
    const proxy = this.#proxy();
    if (proxy !== undefined) {
      const agent = new ProxyAgent({ ...shared, uri: proxy, requestTls: { ...ca, allowH2: true, timeout }, connectTimeout: timeout });
      agent.on('connect', () => this.#recorder.count('ConnectionPool', 'connections'));
      return agent;
    }
    const connect = buildConnector({ ...ca, allowH2: true, timeout });
    if (this.#tls && this.#negotiated === undefined) {
      const negotiation = Promise.withResolvers<void>();
      this.#negotiated = negotiation.promise;
      this.#settleNegotiation = () => {
        this.#negotiated = undefined;
        negotiation.resolve();
      };
    }
    return new Pool(this.origin, {
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
        // The one connection serves the request that opened it; the others get a pool that is as wide as a plain one.
        const narrow = this.#dispatcher;
        this.#dispatcher = this.#open(mostConnections);
        void narrow?.close();
      }
    }
    this.#settleNegotiation();
  }

  #proxy(): string | undefined {
    const { proxy, noProxy = [] } = this.#settings;
    if (!proxy || this.local) return undefined;
    const { hostname } = new URL(this.origin);
    const direct = noProxy.some(
      entry => entry === '*' || hostname === entry || hostname.endsWith(entry.startsWith('.') ? entry : `.${entry}`),
    );
    return direct ? undefined : proxy;
  }
}
