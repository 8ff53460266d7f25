/** Requests through a proxy, and the certificates that TLS trusts: over real sockets, with a certificate authority of the test. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { PoolSettings } from '../../../server/net/connection-pool.js';
import type { NetRequest } from '../../../server/net/net-request.js';
import type { ProxySettings } from '../../../server/net/route.js';
import { TrustStore } from '../../../server/net/trust-store.js';
import { problemOf } from '../../../server/protocol/problem.js';
import { aPool, never } from '../../kit/a-pool.js';
import { FakeOllama, type FakeOllamaOptions } from '../../kit/fakes/fake-ollama.js';
import { FakeProxy, type FakeProxyOptions } from '../../kit/fakes/fake-proxy.js';

const fixture = (name: string): string => `test/fixtures/tls/${name}.pem`;
const pem = (name: string): string => readFileSync(fixture(name), 'utf8');
/** Certificate of `models.example`, issued by an unknown authority. */
const far = { key: pem('models-key'), cert: pem('models') };
const trusting = (...wanted: readonly string[]) => new TrustStore({ wanted, extra: [], system: false });
const authority = trusting(fixture('authority'));

let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
});

/** A model server on a remote host behind a proxy, both on this machine. */
async function behindProxy(
  origin: string,
  given: { readonly server?: FakeOllamaOptions; readonly proxy?: FakeProxyOptions; readonly route?: Partial<ProxySettings> } = {},
  settings: Partial<PoolSettings> = {},
) {
  const fake = await new FakeOllama(given.server ?? {}).start();
  const proxy = await new FakeProxy(fake.url, given.proxy).start();
  const proxies = { http: proxy.url, https: proxy.url, authorization: '', strict: true, direct: [], ...given.route };
  const parts = aPool(origin, { proxies, ...settings });
  ends.push(
    () => fake.stop(),
    () => proxy.stop(),
    () => parts.pool.dispose(),
  );
  const request: NetRequest = {
    method: 'POST',
    url: `${origin}/api/embed`,
    body: JSON.stringify({ model: 'all-minilm', input: 'x' }),
    priority: 'person',
    purpose: 'embed',
    repeatable: true,
    streams: false,
    firstByteMs: 5000,
    stallMs: 5000,
  };
  const send = () => parts.pool.text(request, 1e6, never()).then(({ status }) => status, problemOf);
  return { ...parts, fake, proxy, send };
}

describe('a request through a proxy', () => {
  test('to a plain origin is passed on with its whole URL', async () => {
    const { send, proxy, fake, entries } = await behindProxy('http://models.example:11434');
    expect(await send()).toBe(200);
    expect(proxy.asked).toEqual(['POST http://models.example:11434/api/embed']);
    expect(fake.requests[0]?.path).toBe('/api/embed');
    expect(entries).toMatchObject([{ origin: 'http://models.example:11434', proxy: proxy.url, local: false, result: 200 }]);
  });

  test('to a TLS origin goes through a tunnel, and HTTP/2 multiplexes inside it', async () => {
    const server = { tls: { ...far, h2: true }, embedRequestMs: 5 };
    const { send, proxy, fake, counters } = await behindProxy('https://models.example', { server }, { trust: authority });
    expect(new Set(await Promise.all(Array.from({ length: 20 }, send)))).toEqual(new Set([200]));
    expect([proxy.asked, fake.requests[0]?.httpVersion, counters()['connections']]).toEqual([['CONNECT models.example:443'], '2.0', 1]);
  });

  test('opens several tunnels if the origin speaks only HTTP/1.1', async () => {
    const server = { tls: { ...far, h2: false }, embedRequestMs: 20 };
    const { send, fake } = await behindProxy('https://models.example', { server }, { trust: authority });
    expect(new Set(await Promise.all(Array.from({ length: 8 }, send)))).toEqual(new Set([200]));
    expect(fake.mostInFlight).toBeGreaterThan(1);
  });

  test('sends name and password only to the proxy, and to no log', async () => {
    const tls = { ...far, h2: true };
    for (const origin of ['http://models.example', 'https://models.example']) {
      const server = origin.startsWith('https') ? { tls } : {};
      const world = await behindProxy(origin, { server, proxy: { user: 'jo:pa ss' } }, { trust: authority });
      expect(await world.send()).toMatchObject({ code: 'endpoint-refused', text: { id: 'proxyWantsName' } });
      const named = world.proxy.url.replace('://', '://jo:pa%20ss@');
      await world.pool.configure({ ...world.settings, proxies: { ...world.settings.proxies!, http: named, https: named } });
      expect(await world.send()).toBe(200);
      expect(world.entries.at(-1)).toMatchObject({ proxy: world.proxy.url });
      expect(JSON.stringify(world.entries)).not.toMatch(/jo|pa( |%20)ss/);
      await world.pool.configure({
        ...world.settings,
        proxies: { ...world.settings.proxies!, authorization: `Basic ${btoa('jo:pa ss')}` },
      });
      expect(await world.send()).toBe(200);
    }
  });

  test('trusts a proxy that speaks TLS only if settings say so', async () => {
    const server = { tls: { ...far, h2: true } };
    const proxy = { tls: { key: pem('key'), cert: pem('certificate') } };
    const both = trusting(fixture('authority'), fixture('certificate'));
    expect(await (await behindProxy('https://models.example', { server, proxy }, { trust: both })).send()).toBe(200);
    expect(await (await behindProxy('http://models.example', { proxy }, { trust: both })).send()).toBe(200);
    const strict = await (await behindProxy('https://models.example', { server, proxy }, { trust: authority })).send();
    expect(strict).toMatchObject({ code: 'endpoint-refused', text: { id: 'proxyUntrusted' } });
    const lax = await behindProxy('https://models.example', { server, proxy, route: { strict: false } }, { trust: trusting() });
    expect(await lax.send()).toBe(200);
  });

  test.each(['http://models.example', 'https://models.example'])('to %s reports that the proxy is down', async origin => {
    const { send, proxy } = await behindProxy(origin);
    const { url } = proxy;
    await proxy.stop();
    expect(await send()).toMatchObject({ code: 'endpoint-refused', text: { id: 'proxyUnreachable', args: { proxy: url } } });
  });

  test('reports that the proxy refused it', async () => {
    const { send } = await behindProxy('https://models.example', { proxy: { status: 403 } });
    expect(await send()).toMatchObject({
      code: 'endpoint-refused',
      text: { id: 'proxyRefused', args: { host: 'models.example:443', status: '403' } },
    });
  });
});

describe('a direct connection is used', () => {
  test('to this machine, unless settings ask for the proxy', async () => {
    const { send, fake, settings, pool, proxy } = await behindProxy('http://127.0.0.1:1');
    const here = { ...settings, origins: [fake.url] };
    expect(await send()).toMatchObject({ code: 'endpoint-unreachable' });
    expect(proxy.asked).toEqual([]);
    const request = { method: 'GET', url: `${fake.url}/api/version`, priority: 'person', purpose: 'list' } as const;
    const full = { ...request, repeatable: true, streams: false, firstByteMs: 5000, stallMs: 5000 };
    await pool.configure({ ...here, proxies: { ...settings.proxies!, direct: ['<-loopback>'] } });
    expect([(await pool.text(full, 1e6, never())).status, proxy.asked.length]).toEqual([200, 1]);
  });
});

describe('a certificate', () => {
  const server = { tls: { ...far, h2: true } };
  const ask = async (trust: TrustStore) => (await behindProxy('https://models.example', { server }, { trust })).send();

  test('of an authority that settings do not name is refused', async () => {
    expect(await ask(trusting())).toMatchObject({
      code: 'endpoint-refused',
      remedy: { id: 'trustCertificate' },
    });
  });

  test('in a folder that settings name is trusted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vibe-authorities-'));
    ends.push(async () => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'both.crt'), `${pem('certificate')}\n# a comment\n${pem('authority')}`);
    writeFileSync(join(folder, 'notes.txt'), 'no certificate');
    expect(await ask(trusting(folder))).toBe(200);
  });

  test('file that is missing, empty or damaged is reported as a problem', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vibe-authorities-'));
    ends.push(async () => rmSync(folder, { recursive: true }));
    const damaged = join(folder, 'damaged.pem');
    writeFileSync(damaged, pem('authority').replace(/[A-Za-z0-9+/]{60}\n/, ''));
    for (const path of [join(folder, 'missing.pem'), fixture('models-key'), damaged])
      expect(await ask(trusting(path))).toMatchObject({ code: 'endpoint-refused', text: { id: 'authoritiesUnusable', args: { path } } });
  });

  test('file of the environment that is unreadable changes nothing', async () => {
    expect(await ask(new TrustStore({ wanted: [fixture('authority')], extra: ['/no/such/file'], system: true }))).toBe(200);
  });
});
