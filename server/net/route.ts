/**
 * Decides which way a request takes: directly or through a proxy. This machine is never reached through a proxy, unless the entry
 * `<-loopback>` asks for it, as in browsers. Pure.
 */
import { BlockList, isIP } from 'node:net';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

export interface ProxySettings {
  /** Proxies by the protocol of the requested origin; '' for none. */
  readonly http: string;
  readonly https: string;
  /** Authorization header for a proxy whose address contains no user; never logged. */
  readonly authorization: string;
  /** Whether certificates that are presented along the way to the proxy must be trusted. */
  readonly strict: boolean;
  /** Hosts that are reached directly: `host`, `host:port`, `.suffix`, `*.suffix`, addresses, `10.0.0.0/8`, or `*`. */
  readonly direct: readonly string[];
}

/** A proxy as it may be shown: without user and password. */
export interface Proxy {
  readonly origin: string;
  readonly authorization: string | undefined;
  readonly strict: boolean;
}

const proxiedLoopback = '<-loopback>';

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Returns undefined for a direct connection. Throws a ProblemError for an address that cannot be a proxy. */
export function proxyFor(origin: string, settings: ProxySettings): Proxy | undefined {
  const { protocol, hostname, port } = new URL(origin);
  const address = protocol === 'https:' ? settings.https : settings.http;
  if (address === '') return undefined;
  if (isLoopback(hostname) && !settings.direct.includes(proxiedLoopback)) return undefined;
  const wanted = { hostname: hostname.replace(/^\[|\]$/g, '').toLowerCase(), port: port || (protocol === 'https:' ? '443' : '80') };
  if (settings.direct.some(entry => isNamed(wanted, entry.trim().toLowerCase()))) return undefined;
  // Environment variables often contain only a host and a port.
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new ProblemError('endpoint-refused', say('proxyUnusable', { origin }), say('correctProxy'));
  return { origin: url.origin, authorization: authorizationOf(url) ?? (settings.authorization || undefined), strict: settings.strict };
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === '') return undefined;
  return `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
}

function isNamed({ hostname, port }: { readonly hostname: string; readonly port: string }, entry: string): boolean {
  if (entry === '' || entry === proxiedLoopback) return false;
  if (entry === '*') return true;
  const [, network, bits] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (network !== undefined) return isInside(hostname, network, Number(bits));
  const [, host = entry, entryPort] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(isIP(entry) === 6 ? '' : entry) ?? [];
  if (entryPort !== undefined && entryPort !== port) return false;
  const suffix = host.replace(/^\*?\./, '');
  return hostname === suffix || hostname.endsWith(`.${suffix}`);
}

function isInside(address: string, network: string, bits: number): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(address) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(address, type);
}
