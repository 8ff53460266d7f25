/** The contract of providers, with the fake. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OllamaProvider } from '../../../server/inference/ollama-provider.js';
import { OpenAiProvider } from '../../../server/inference/openai-provider.js';
import { aPool, never } from '../../kit/a-pool.js';
import { FakeOllama } from '../../kit/fakes/fake-ollama.js';
import { all, aRequest, codeOf, providerSuite, type Subject } from './provider-suite.js';

describe('over Ollama', () => {
  const fake = new FakeOllama();
  let subject: Subject;
  let close = async () => {};
  beforeAll(async () => {
    await fake.start();
    const { pool } = aPool(fake.url);
    subject = {
      provider: new OllamaProvider({ kind: 'ollama', url: fake.url }, pool),
      chatModel: 'smollm2:135m',
      embedModel: 'all-minilm:latest',
    };
    close = () => pool.dispose();
  });
  afterAll(async () => {
    await close();
    await fake.stop();
  });
  providerSuite(() => subject);

  test('describe() returns window, capabilities, size and dimensions', async () => {
    expect(await subject.provider.describe('smollm2:135m', never())).toMatchObject({
      windowTokens: 4096,
      capabilities: ['chat'],
      sizeBytes: 98_363_022,
      dimensions: 576,
      quantisation: 'Q4_1',
    });
    expect(await subject.provider.describe('all-minilm', never())).toMatchObject({ windowTokens: 512, capabilities: ['embed'] });
  });

  test('describe() requests no list if it is given a listing from models()', async () => {
    const listings = await subject.provider.models(never());
    const nLists = () => fake.requests.filter(({ path }) => path === '/api/tags').length;
    const before = nLists();
    const described = await Promise.all(listings.map(listing => subject.provider.describe(listing, never())));
    expect([described.map(({ id }) => id), nLists() - before]).toEqual([listings.map(({ id }) => id), 0]);
  });

  test('chat() refuses a prompt longer than the window instead of truncating it', async () => {
    const long = aRequest('smollm2:135m', 'word '.repeat(4000), { windowTokens: 512 });
    expect(await codeOf(all(subject.provider.chat(long, never())))).toBe('context-overflow');
  });

  test('resident() follows warm() and unload()', async () => {
    const { provider } = subject;
    await provider.warm({ model: 'smollm2:135m', prefix: [], windowTokens: 2048 }, never());
    expect(await provider.resident(never())).toMatchObject([{ id: 'smollm2:135m', windowTokens: 2048 }, {}]);
    await provider.unload('smollm2:135m', never());
    expect((await provider.resident(never())).map(({ id }) => id)).toEqual(['all-minilm:latest']);
  });

  test('pull() reports progress and adds the model', async () => {
    const seen: (number | undefined)[] = [];
    for await (const { doneBytes } of subject.provider.pull('tiny:1b', never())) seen.push(doneBytes);
    expect(seen.filter(bytes => bytes !== undefined).length).toBeGreaterThan(2);
    expect((await subject.provider.models(never())).map(({ id }) => id)).toContain('tiny:1b');
  });

  test('pull() of an unknown model fails although the reply began with status 200', async () => {
    const pull = async () => {
      for await (const progress of subject.provider.pull('no-such-model', never())) void progress;
    };
    expect(await codeOf(pull())).toBe('endpoint-refused');
  });
});

describe('over an OpenAI-compatible endpoint', () => {
  const fake = new FakeOllama({ apiKey: 'secret-key' });
  let subject: Subject;
  let close = async () => {};
  beforeAll(async () => {
    await fake.start();
    const { pool } = aPool(fake.url);
    const provider = new OpenAiProvider({ kind: 'openai', url: fake.url, apiKey: 'secret-key' }, pool);
    subject = { provider, chatModel: 'smollm2:135m', embedModel: 'all-minilm:latest' };
    close = () => pool.dispose();
  });
  afterAll(async () => {
    await close();
    await fake.stop();
  });
  providerSuite(() => subject);

  test('describe() requests no list if it is given a listing from models()', async () => {
    const listings = await subject.provider.models(never());
    const nLists = () => fake.requests.filter(({ path }) => path === '/v1/models').length;
    const before = nLists();
    const described = await Promise.all(listings.map(listing => subject.provider.describe(listing, never())));
    expect([described.map(({ id }) => id), nLists() - before]).toEqual([listings.map(({ id }) => id), 0]);
  });
});
