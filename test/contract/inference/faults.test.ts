/** Each way in which an endpoint can fail: nothing hangs, each failure has a remedy, and the text received so far is kept. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OllamaProvider } from '../../../server/inference/ollama-provider.js';
import { OpenAiProvider } from '../../../server/inference/openai-provider.js';
import type { ChatItem, Provider } from '../../../server/inference/provider.js';
import type { PoolSettings } from '../../../server/net/connection-pool.js';
import { TrustStore } from '../../../server/net/trust-store.js';
import { isAbort } from '../../../server/protocol/abort-error.js';
import { type ProblemCode, problemOf, wordedProblem } from '../../../server/protocol/problem.js';
import { englishWording } from '../../../server/protocol/sentences/sentence.js';
import { aPool, never } from '../../kit/a-pool.js';
import { FakeOllama, type Fault, smollm } from '../../kit/fakes/fake-ollama.js';
import { FakeProxy } from '../../kit/fakes/fake-proxy.js';
import { all, aRequest, codeOf, textOf } from './provider-suite.js';

/** Only tests in which silence is the fault wait for a deadline; otherwise a busy machine must not look like a fault. */
const patient = { quickMs: 30_000, firstByteMs: 30_000, stallMs: 30_000 };
const deadlinesFor = ({ kind }: Fault) => ({
  ...patient,
  ...(kind === 'silent' && { firstByteMs: 200 }),
  ...(kind === 'stall' && { stallMs: 200 }),
});
const certificatePath = fileURLToPath(new URL('../../fixtures/tls/certificate.pem', import.meta.url));
const certificate = readFileSync(certificatePath, 'utf8');
const trust = new TrustStore({ wanted: [certificatePath], extra: [], system: false });
const key = readFileSync(new URL('../../fixtures/tls/key.pem', import.meta.url), 'utf8');

let fake: FakeOllama;
let ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  fake = await new FakeOllama().start();
  ends.push(() => fake.stop());
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  ends = [];
});

function aProvider(kind: 'ollama' | 'openai', url = fake.url, settings: Partial<PoolSettings> = {}, deadlines = patient) {
  const parts = aPool(url, settings);
  ends.push(() => parts.pool.dispose());
  const Class = kind === 'ollama' ? OllamaProvider : OpenAiProvider;
  return { ...parts, provider: new Class({ kind, url, apiKey: 'sk-very-secret' }, parts.pool, deadlines) };
}

/** Reads a stream to its end or failure. The text before a failure is kept. */
async function readAll(stream: AsyncIterable<ChatItem>): Promise<{ text: string; code: string; message: string }> {
  const items: ChatItem[] = [];
  try {
    for await (const item of stream) items.push(item);
    return { text: textOf(items), code: 'done', message: '' };
  } catch (error) {
    const problem = problemOf(error);
    const { message, remedy } = wordedProblem(problem, englishWording);
    expect(remedy).not.toBe('');
    return { text: textOf(items), code: problem.code, message };
  }
}

const chat = (provider: Provider, signal = never()) =>
  provider.chat(aRequest('smollm2:135m', 'Name three colours.', { maxTokens: 200 }), signal);

describe.each(['ollama', 'openai'] as const)('chat over %s', kind => {
  const rows: readonly (readonly [string, Fault, ProblemCode, 'text' | 'no text'])[] = [
    [
      'status 500',
      { kind: 'status', status: 500, body: '{"error":"llama runner process has terminated"}', always: true },
      'endpoint-refused',
      'no text',
    ],
    ['status 500 without a body', { kind: 'status', status: 500, always: true }, 'endpoint-refused', 'no text'],
    ['status 401', { kind: 'status', status: 401, body: '{"error":{"message":"bad key"}}' }, 'endpoint-unauthorised', 'no text'],
    ['status 429 with a long Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '120' } }, 'endpoint-busy', 'no text'],
    [
      'status 404 with a web page',
      { kind: 'status', status: 404, body: '<html>', headers: { 'content-type': 'text/html' } },
      'endpoint-nonsense',
      'no text',
    ],
    ['a web page instead of an answer', { kind: 'html' }, 'endpoint-nonsense', 'no text'],
    ['a closed connection without an answer', { kind: 'reset', always: true }, 'endpoint-unreachable', 'no text'],
    ['no answer at all', { kind: 'silent' }, 'endpoint-stalled', 'no text'],
    ['half a line', { kind: 'half-line' }, 'stream-cut', 'text'],
    ['a line that is not JSON', { kind: 'bad-line' }, 'stream-cut', 'text'],
    ['a stream that stops', { kind: 'stall' }, 'endpoint-stalled', 'text'],
    ['a connection cut in mid-answer', { kind: 'cut' }, 'stream-cut', 'text'],
    ['an end without a last piece', { kind: 'early-end' }, 'stream-cut', 'text'],
    [
      'an error inside the stream',
      { kind: 'error-line', text: 'an error was encountered while running the model' },
      'endpoint-refused',
      'text',
    ],
    [
      'a model that does not fit into memory',
      {
        kind: 'status',
        status: 500,
        body: '{"error":"model requires more system memory (9.9 GiB) than is available (2.0 GiB)"}',
        always: true,
      },
      'model-unfit',
      'no text',
    ],
  ];
  test.each(rows)('%s is a problem with a remedy, and the text received so far is kept', async (_, fault, code, text) => {
    const { provider } = aProvider(kind, fake.url, {}, deadlinesFor(fault));
    fake.misbehave(fault);
    const seen = await readAll(chat(provider));
    expect([seen.code, seen.text === '' ? 'no text' : 'text']).toEqual([code, text]);
  });

  test('yields the same text if lines arrive in pieces of three bytes', async () => {
    const { provider } = aProvider(kind);
    const whole = await readAll(chat(provider));
    fake.misbehave({ kind: 'pieces', bytes: 3 });
    expect(await readAll(chat(provider))).toEqual(whole);
  });

  test('passes on a token of 1 MB whole', async () => {
    const { provider } = aProvider(kind);
    fake.misbehave({ kind: 'huge-token', bytes: 1024 * 1024 });
    const seen = await readAll(chat(provider));
    expect([seen.code, seen.text.length > 1024 * 1024]).toEqual(['done', true]);
  });

  test('ends a stream that never ends at a maximum length', async () => {
    const { provider } = aProvider(kind);
    fake.options = { answer: () => 'x'.repeat(200_000).concat(' ').repeat(3) };
    fake.misbehave({ kind: 'endless' });
    const left = fake.nextLeft();
    expect((await readAll(chat(provider))).code).toBe('endpoint-nonsense');
    await left;
  });

  test('closes the socket when an answer is stopped midway', async () => {
    const { provider } = aProvider(kind);
    fake.misbehave({ kind: 'stall' });
    const left = fake.nextLeft();
    const controller = new AbortController();
    const failure = await (async () => {
      for await (const item of chat(provider, controller.signal))
        if (item.kind === 'delta') controller.abort(new DOMException('Stopped', 'AbortError'));
    })().catch((error: unknown) => error);
    expect(isAbort(failure)).toBe(true);
    await left;
  });

  test('closes the socket when the reader leaves midway', async () => {
    const { provider } = aProvider(kind);
    fake.misbehave({ kind: 'endless' });
    const left = fake.nextLeft();
    for await (const item of chat(provider)) if (item.kind === 'delta') break;
    await left;
  });

  test('waits for a short Retry-After', async () => {
    const { provider, counters } = aProvider(kind);
    fake.misbehave({ kind: 'status', status: 429, headers: { 'retry-after': '0' } });
    expect([(await readAll(chat(provider))).code, counters()['retries']]).toEqual(['done', 1]);
  });

  test('reports a server that is not running, and how to start it', async () => {
    const { provider } = aProvider(kind);
    await fake.stop();
    expect((await readAll(chat(provider))).code).toBe('endpoint-unreachable');
  });

  test('lets a request of a person try a server again as soon as it is back', async () => {
    const { provider } = aProvider(kind);
    await fake.stop();
    for (let i = 0; i < 8; i++) await readAll(chat(provider));
    await fake.start();
    expect((await readAll(chat(provider))).code).toBe('done');
  });

  test('reports a host that does not exist as a problem', async () => {
    const { provider } = aProvider(kind, 'http://no-such-host.invalid:1');
    expect((await readAll(chat(provider))).code).toBe('endpoint-unreachable');
  });

  test('refuses an untrusted certificate until settings name its authority', async () => {
    const secure = await new FakeOllama({ tls: { key, cert: certificate, h2: false } }).start();
    ends.push(() => secure.stop());
    expect((await readAll(chat(aProvider(kind, secure.url).provider))).code).toBe('endpoint-refused');
    expect((await readAll(chat(aProvider(kind, secure.url, { trust }).provider))).code).toBe('done');
  });

  test('sends nothing when offline', async () => {
    const { provider } = aProvider(kind, fake.url, { offline: true });
    expect([(await readAll(chat(provider))).code, fake.nConnections]).toEqual(['offline', 0]);
  });

  test('sends nothing to an origin that no setting names', async () => {
    const { provider } = aProvider(kind, fake.url, { origins: ['http://127.0.0.1:1'] });
    expect([(await readAll(chat(provider))).code, fake.nConnections]).toEqual(['endpoint-refused', 0]);
  });

  test('puts the key into no problem and no line of the privacy log', async () => {
    const { provider, entries } = aProvider(kind);
    fake.misbehave({ kind: 'status', status: 401, body: '{"error":"sk-very-sec... is wrong"}' });
    const seen = await readAll(chat(provider));
    expect(JSON.stringify([seen, entries])).not.toContain('sk-very-secret');
    expect(entries).toMatchObject([{ purpose: 'chat', local: true, result: 401 }]);
  });

  test.each(['nan', 'null', 'short', 'few', 'many', 'ragged', 'zero', 'text'] as const)('refuses vectors that are %s', async how => {
    const { provider } = aProvider(kind);
    fake.misbehave({ kind: 'vectors', how });
    const code = await codeOf(provider.embed({ model: 'all-minilm:latest', texts: ['a', 'b', 'c'], priority: 'background' }, never()));
    expect(['embedder-failed', 'endpoint-nonsense']).toContain(code);
  });
});

test('a model that loads slowly is reported as loading before its answer comes', async () => {
  fake.options = { loadMs: 700 };
  const parts = aPool(fake.url);
  ends.push(() => parts.pool.dispose());
  const provider = new OllamaProvider({ kind: 'ollama', url: fake.url }, parts.pool);
  const items = await all(chat(provider));
  expect([items[0]?.kind, items.at(-1)?.kind]).toEqual(['loading', 'end']);
});

test('a server restarted with another model under the same name reports another digest', async () => {
  const { provider } = aProvider('ollama');
  const before = await provider.describe('smollm2:135m', never());
  fake.models.splice(0, 1, { ...smollm, digest: 'another' });
  fake.restart();
  expect((await provider.describe('smollm2:135m', never())).digest).not.toBe(before.digest);
});

test.each([false, true])('a request through a proxy is otherwise the same (TLS: %s)', async isSecure => {
  const tls = { key: readFileSync('test/fixtures/tls/models-key.pem', 'utf8'), cert: readFileSync('test/fixtures/tls/models.pem', 'utf8') };
  const server = await new FakeOllama(isSecure ? { tls: { ...tls, h2: true } } : {}).start();
  const proxy = await new FakeProxy(server.url).start();
  ends.push(
    () => server.stop(),
    () => proxy.stop(),
  );
  const proxies = { http: proxy.url, https: proxy.url, authorization: '', strict: true, direct: [] };
  const authority = new TrustStore({ wanted: ['test/fixtures/tls/authority.pem'], extra: [], system: false });
  const url = `${isSecure ? 'https' : 'http'}://models.example`;
  const { provider } = aProvider('ollama', url, { proxies, trust: authority });
  expect((await readAll(chat(provider))).code).toBe('done');
  server.misbehave({ kind: 'cut' });
  const cut = await readAll(chat(provider));
  expect([cut.code, cut.text === '']).toEqual(['stream-cut', false]);
  const controller = new AbortController();
  const left = server.nextLeft();
  server.misbehave({ kind: 'endless' });
  for await (const item of provider.chat(aRequest('smollm2:135m', 'Go on', {}), controller.signal)) {
    if (item.kind === 'delta') break;
  }
  await left;
  controller.abort();
});
