/** Vectors of a model server come from the model that was opened, whatever takes over its name meanwhile. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { CachingEmbedder } from '../../../server/embedding/caching-embedder.js';
import { Canaries, canaryText, isSameCanary } from '../../../server/embedding/canaries.js';
import { type EmbedSource, EndpointEmbedder } from '../../../server/embedding/endpoint-embedder.js';
import { ModelReplaced } from '../../../server/embedding/model-replaced.js';
import { OllamaProvider } from '../../../server/inference/ollama-provider.js';
import { OpenAiProvider } from '../../../server/inference/openai-provider.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { ProblemError } from '../../../server/protocol/problem.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';
import { aPool, never } from '../../kit/a-pool.js';
import { FakeOllama, minilm } from '../../kit/fakes/fake-ollama.js';
import { Random } from '../../kit/random.js';

let root: string;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vibe-endpoint-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  rmSync(root, { recursive: true });
});

const recorder = () => new Recorder({ process: 'test', clock: systemClock, enabled: true });
const open = (source: EmbedSource) =>
  new EndpointEmbedder({ source, model: minilm.name, canaries: new Canaries(join(root, 'models.json')), recorder: recorder() });
const job = { texts: ['a pool', 'a worker'], kind: 'document', priority: 'background' } as const;

describe.each(['ollama', 'openai'] as const)('over %s', kind => {
  async function aServer() {
    const fake = await new FakeOllama({ models: [{ ...minilm, dimensions: 16 }] }).start();
    const { pool } = aPool(fake.url);
    ends.push(
      () => fake.stop(),
      () => pool.dispose(),
    );
    const source =
      kind === 'ollama' ? new OllamaProvider({ kind, url: fake.url }, pool) : new OpenAiProvider({ kind, url: fake.url }, pool);
    return { fake, source, replace: (digest: string) => (fake.models[0]!.digest = digest) };
  }

  test('refuses the first answer of another model with the same name and length, and opens it under another identity', async () => {
    const { source, replace } = await aServer();
    const embedder = open(source);
    const before = await embedder.open(never());
    const vectors = await embedder.embed(job, never());
    expect(vectors).toHaveLength(2 * 16);
    replace('f'.repeat(64));
    await expect(embedder.embed(job, never())).rejects.toBeInstanceOf(ModelReplaced);
    const after = await embedder.open(never());
    expect(after.identity).not.toBe(before.identity);
    expect(await embedder.embed(job, never())).not.toEqual(vectors);
  });

  test('refuses a model with vectors of another length', async () => {
    const { fake, source } = await aServer();
    const embedder = open(source);
    await embedder.open(never());
    fake.models[0] = { ...fake.models[0]!, dimensions: 24 };
    await expect(embedder.embed(job, never())).rejects.toBeInstanceOf(ModelReplaced);
    expect((await embedder.open(never())).dimensions).toBe(24);
  });

  test('gives a model replaced between two runs another identity, and the original its old one', async () => {
    const { fake, source, replace } = await aServer();
    const { digest } = fake.models[0]!;
    const identity = async () => (await open(source).open(never())).identity;
    const first = await identity();
    expect(await identity()).toBe(first);
    replace('e'.repeat(64));
    expect(await identity()).not.toBe(first);
    replace(digest);
    expect(await identity()).toBe(first);
  });

  test('never returns cached vectors of one model for the other', async () => {
    const { source, replace } = await aServer();
    const kept = new Map<string, Float32Array>();
    let used = '';
    const embedder = new CachingEmbedder(open(source), {
      use: identity => void (used = identity),
      get: text => kept.get(`${used}\n${text}`),
      set: (text, values) => void kept.set(`${used}\n${text}`, values),
    });
    const { identity } = await embedder.open(never());
    await embedder.embed({ ...job, identity }, never());
    replace('d'.repeat(64));
    await expect(embedder.embed({ ...job, texts: ['a queue'], identity }, never())).rejects.toBeInstanceOf(ModelReplaced);
    await expect(embedder.embed({ ...job, texts: ['a queue'], identity }, never())).rejects.toBeInstanceOf(ModelReplaced);
    expect(kept.size).toBe(2);
    const next = await embedder.open(never());
    await embedder.embed({ ...job, texts: ['a queue'], identity: next.identity }, never());
    expect([...kept.keys()].filter(key => key.startsWith(next.identity))).toEqual([`${next.identity}\ndocument\na queue`]);
  });
});

test('a model with slightly different numbers each time, as on a GPU, keeps its identity (seed 7)', async () => {
  const seeded = new Random(7);
  const random = () => seeded.next();
  const base = Float32Array.from({ length: 64 }, () => random() - 0.5);
  const source: EmbedSource = {
    endpoint: 'http://gpu',
    describe: async () => ({ digest: '' }),
    embed: async ({ texts }) => ({
      dimensions: 64,
      values: Float32Array.from({ length: texts.length * 64 }, (_, i) => base[i % 64]! + (random() - 0.5) * 0.01),
    }),
  };
  const first = open(source);
  const { identity } = await first.open(never());
  for (let i = 0; i < 20; i++) await first.embed(job, never());
  for (let i = 0; i < 20; i++) expect((await open(source).open(never())).identity).toBe(identity);
});

test('a text that is too long is embedded in parts, each with a canary', async () => {
  const asked: (readonly string[])[] = [];
  const source: EmbedSource = {
    endpoint: 'http://small',
    describe: async () => ({ digest: '' }),
    embed: async ({ texts }) => {
      asked.push(texts);
      if (texts.some(text => text.length > 100)) throw new ProblemError('context-overflow', verbatim('It is too long'), verbatim('Cut it'));
      return { dimensions: 2, values: Float32Array.from(texts.flatMap(text => (text === canaryText ? [1, 0] : [0, 1]))) };
    },
  };
  const vectors = await open(source).embed({ ...job, texts: ['x'.repeat(180), 'short'] }, never());
  expect([...vectors]).toEqual([0, 1, 0, 1]);
  expect(asked.every(texts => texts.at(-1) === canaryText)).toBe(true);
});

test('isSameCanary() rejects another direction or length; zeros equal only zeros', () => {
  const of = (...values: number[]) => Float32Array.from(values);
  expect(isSameCanary(of(1, 0), of(2, 0))).toBe(true);
  expect(isSameCanary(of(1, 0), of(0, 1))).toBe(false);
  expect(isSameCanary(of(1, 0), of(1, 0, 0))).toBe(false);
  expect(isSameCanary(of(0, 0), of(0, 0))).toBe(true);
  expect(isSameCanary(of(0, 0), of(1, 0))).toBe(false);
});
