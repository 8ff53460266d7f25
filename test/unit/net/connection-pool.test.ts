import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { NetRequest } from '../../../server/net/net-request.js';
import { TrustStore } from '../../../server/net/trust-store.js';
import { isAbort } from '../../../server/protocol/abort-error.js';
import { problemOf } from '../../../server/protocol/problem.js';
import { aPool, never } from '../../kit/a-pool.js';
import { FakeOllama } from '../../kit/fakes/fake-ollama.js';

const cert = readFileSync('test/fixtures/tls/certificate.pem', 'utf8');
const key = readFileSync('test/fixtures/tls/key.pem', 'utf8');
let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
});

async function world(options: ConstructorParameters<typeof FakeOllama>[0] = {}) {
  const fake = await new FakeOllama(options).start();
  const parts = aPool(
    fake.url,
    options.tls ? { trust: new TrustStore({ wanted: ['test/fixtures/tls/certificate.pem'], extra: [], system: false }) } : {},
  );
  ends.push(
    () => fake.stop(),
    () => parts.pool.dispose(),
  );
  const request = (more: Partial<NetRequest> = {}): NetRequest => ({
    method: 'POST',
    url: `${fake.url}/api/embed`,
    body: JSON.stringify({ model: 'all-minilm', input: 'x' }),
    priority: 'visible',
    purpose: 'embed',
    repeatable: true,
    streams: false,
    firstByteMs: 5000,
    stallMs: 5000,
    ...more,
  });
  const send = async (more: Partial<NetRequest> = {}, signal = never()) => (await parts.pool.text(request(more), 1e6, signal)).status;
  return { ...parts, fake, request, send };
}
const many = <T>(n: number, make: (i: number) => Promise<T>) => Promise.all(Array.from({ length: n }, (_, i) => make(i)));

describe('ConnectionPool', () => {
  test('multiplexes 64 requests on one connection if the server speaks HTTP/2', async () => {
    const { send, counters, fake } = await world({ tls: { key, cert, h2: true }, embedRequestMs: 5 });
    expect(new Set(await many(64, () => send()))).toEqual(new Set([200]));
    expect([counters()['connections'], fake.requests[0]?.httpVersion]).toEqual([1, '2.0']);
    expect(fake.mostInFlight).toBeGreaterThan(1);
  });

  test('falls back to several connections if a TLS server speaks only HTTP/1.1', async () => {
    const { send, counters, fake } = await world({ tls: { key, cert, h2: false }, embedRequestMs: 20 });
    expect(new Set(await many(24, () => send()))).toEqual(new Set([200]));
    expect(fake.requests[0]?.httpVersion).toBe('1.1');
    expect(fake.mostInFlight).toBeGreaterThan(1);
    expect(counters()['connections']).toBeLessThan(40);
  });

  test('reuses kept-alive connections on plain HTTP', async () => {
    const { send, counters } = await world();
    for (let i = 0; i < 50; i++) await send();
    expect(counters()['connections'] ?? 0).toBeLessThanOrEqual(2);
    expect(counters()['requests']).toBe(50);
  });

  test("lets a person's request through while the background fills the window", async () => {
    const { send, pool, fake } = await world({ embedRequestMs: 60 });
    const background = many(40, () => send({ priority: 'background' }));
    await expect.poll(() => fake.nRequests).toBeGreaterThan(1);
    const [before] = pool.origins();
    await send({ priority: 'person', url: `${fake.url}/api/tags`, method: 'GET', purpose: 'list' });
    expect(before?.inFlight).toBeGreaterThan(1);
    expect(fake.requests.findIndex(({ path }) => path === '/api/tags')).toBeLessThan(20);
    await background;
  });

  test('removes a waiting request immediately when it is cancelled', async () => {
    const { send } = await world({ embedRequestMs: 100 });
    const running = many(12, () => send({ priority: 'background' }));
    const controller = new AbortController();
    const waiting = send({ priority: 'background' }, controller.signal).catch((error: unknown) => error);
    controller.abort(new DOMException('Stopped', 'AbortError'));
    expect(isAbort(await waiting)).toBe(true);
    await running;
  });

  test('frees the slot of a reply that is not read to its end', async () => {
    const { pool, request } = await world();
    for (let i = 0; i < 60; i++) (await pool.open(request(), never())).body.discard();
    const controller = new AbortController();
    await pool.open(request(), controller.signal);
    controller.abort(new DOMException('Stopped', 'AbortError'));
    expect(pool.origins()[0]?.inFlight).toBe(0);
  });

  test('stops sending to a dead endpoint after five failures, except requests of a person', async () => {
    const { send, fake, counters } = await world();
    await fake.stop();
    for (let i = 0; i < 8; i++) await send({ priority: 'background' }).catch(() => undefined);
    expect(counters()['refused by circuit breaker']).toBe(3);
    await fake.start();
    expect(await send({ priority: 'person' })).toBe(200);
    expect(await send({ priority: 'background' })).toBe(200);
  });

  test('succeeds although the server closed the connection meanwhile', async () => {
    const { send, fake } = await world();
    await send();
    fake.misbehave({ kind: 'reset' });
    expect(await send()).toBe(200);
  });

  test('sends a request that must not be repeated only once', async () => {
    const { send, fake } = await world();
    fake.misbehave({ kind: 'reset', always: true });
    const failure = await send({ repeatable: false }).then(() => undefined, problemOf);
    expect([failure?.code, fake.nRequests]).toEqual(['endpoint-unreachable', 1]);
  });

  test('ends running requests and opens no connection after going offline', async () => {
    const { pool, send, fake, settings } = await world({ embedRequestMs: 5000 });
    const running = send({ repeatable: false }).catch((error: unknown) => error);
    await expect.poll(() => fake.nRequests).toBe(1);
    await pool.configure({ ...settings, offline: true });
    expect(await running).toBeInstanceOf(Error);
    const before = fake.nConnections;
    expect(await send().then(() => undefined, problemOf)).toMatchObject({ code: 'offline' });
    expect(fake.nConnections).toBe(before);
  });
});
