import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { ModelCatalogue } from '../../../server/inference/model-catalogue.js';
import { rankModels } from '../../../server/inference/model-choice.js';
import { ModelManager } from '../../../server/inference/model-manager.js';
import { reasonText } from '../../../server/inference/model-reasons.js';
import { OllamaProvider } from '../../../server/inference/ollama-provider.js';
import type { ModelDetails } from '../../../server/inference/provider.js';
import { problemOf } from '../../../server/protocol/problem.js';
import { aPool, never } from '../../kit/a-pool.js';
import { type FakeModel, FakeOllama, minilm, smollm } from '../../kit/fakes/fake-ollama.js';

const gib = 1024 ** 3;
const aModel = (id: string, more: Partial<ModelDetails> = {}): ModelDetails => ({
  id,
  sizeBytes: 2 * gib,
  digest: id,
  quantisation: 'Q4_K_M',
  nParameters: 3e9,
  windowTokens: 8192,
  capabilities: ['chat'],
  dimensions: undefined,
  ...more,
});
const firstOf = (models: readonly ModelDetails[], task: 'chat' | 'command', freeBytes = 16 * gib, loaded = ''): string | undefined =>
  rankModels(
    models.map(details => ({ details, loaded: details.id === loaded })),
    task,
    freeBytes,
  )[0]?.details.id;

describe('rankModels()', () => {
  const seven = aModel('big:7b', { nParameters: 7.6e9, sizeBytes: 4.7 * gib });
  const three = aModel('coder:3b');
  const tiny = aModel('tiny:0.5b', { nParameters: 0.5e9, sizeBytes: 0.4 * gib });
  test.each([
    ['the larger of two similar models', [aModel('a:1b', { nParameters: 1e9 }), aModel('b:3b')], 'chat', 16 * gib, 'b:3b'],
    ['a small one for commands', [aModel('a:14b', { nParameters: 14e9 }), three], 'command', 64 * gib, 'coder:3b'],
    ['one that fits into memory', [seven, tiny], 'chat', 2 * gib, 'tiny:0.5b'],
    ['one that was trained on code', [aModel('plain:3b'), three], 'chat', 16 * gib, 'coder:3b'],
    ['never an embedding model', [aModel('embed', { capabilities: ['embed'], nParameters: 8e9 }), tiny], 'chat', 16 * gib, 'tiny:0.5b'],
    ['not a base model', [aModel('coder:3b-base'), aModel('plain:1b', { nParameters: 1e9 })], 'chat', 16 * gib, 'plain:1b'],
    [
      'a window that holds a question',
      [aModel('old:7b', { windowTokens: 512, nParameters: 7e9 }), aModel('new:1b', { nParameters: 1e9 })],
      'chat',
      16 * gib,
      'new:1b',
    ],
  ] as const)('prefers %s', (_, models, task, freeBytes, wanted) => expect(firstOf(models, task, freeBytes)).toBe(wanted));

  test('prefers the loaded one of two equals', () => expect(firstOf([aModel('a'), aModel('b')], 'chat', 16 * gib, 'b')).toBe('b'));
});

describe('ModelManager', () => {
  const coder: FakeModel = { ...smollm, name: 'coder:3b', digest: 'c0', sizeBytes: 2 * gib, parameterSize: '3.1B' };
  let fake: FakeOllama;
  let parts: ReturnType<typeof aPool>;
  beforeEach(async () => {
    fake = await new FakeOllama({ models: [smollm, minilm, coder] }).start();
    parts = aPool(fake.url);
  });
  afterEach(async () => {
    await parts.pool.dispose();
    await fake.stop();
  });

  function aManager(memoryBytes = 8 * gib) {
    const { pool, recorder } = parts;
    const catalogue = new ModelCatalogue([new OllamaProvider({ kind: 'ollama', url: fake.url }, pool)], systemClock);
    const settings = { models: { chat: '', explain: '', edit: '', command: '' }, memoryBytes };
    return new ModelManager(settings, { catalogue, recorder, clock: systemClock, freeMemory: () => memoryBytes });
  }
  const warmRequests = () => fake.requests.filter(({ path, body }) => path === '/api/chat' && body['stream'] === false);

  test('chooses the best installed model, with its window', async () => {
    expect(await aManager().choose(undefined, 'chat', never())).toMatchObject({ model: 'coder:3b', windowTokens: 4096 });
  });

  test('uses the model that the caller asks for', async () => {
    expect(await aManager().choose('smollm2:135m', 'chat', never())).toMatchObject({
      model: 'smollm2:135m',
      reasons: [{ code: 'chosen', value: '' }],
    });
  });

  test('uses the model set for a single task, and lists the model of each task with its reasons', async () => {
    const manager = aManager();
    manager.configure({ models: { chat: '', explain: 'gone:1b', edit: 'smollm2:135m', command: '' }, memoryBytes: 8 * gib });
    const [chat, explain, edit, command] = await manager.choices(never());
    expect(chat).toMatchObject({
      task: 'chat',
      model: { id: 'coder:3b', reasons: [{ code: 'parameters', value: '3.1 G' }, { code: 'code' }] },
    });
    expect(explain).toMatchObject({ task: 'explain', problem: { code: 'model-missing' } });
    expect(edit).toMatchObject({ task: 'edit', model: { id: 'smollm2:135m', reasons: [{ code: 'chosen' }] } });
    expect(reasonText(command?.model?.reasons ?? [])).toBe('3.1 G parameters, trained on code');
    expect((await manager.choose(undefined, 'edit', never())).model).toBe('smollm2:135m');
    expect(parts.recorder.counters()['ModelManager']).toMatchObject({ 'edit by smollm2:135m': 1 });
  });

  test('reports that a wanted model is missing', async () => {
    const failure = await aManager()
      .choose('gone:1b', 'chat', never())
      .catch((error: unknown) => problemOf(error).code);
    expect(failure).toBe('model-missing');
  });

  test('asks the endpoint once for many choices', async () => {
    const manager = aManager();
    for (let i = 0; i < 5; i++) await manager.choose(undefined, 'chat', never());
    expect(fake.requests.filter(({ path }) => path === '/api/ps').length).toBe(1);
  });

  test('gives another model under the same name another identity once the server is asked again', async () => {
    const manager = aManager();
    const before = await manager.choose('coder:3b', 'chat', never());
    fake.models.splice(2, 1, { ...coder, digest: 'c1' });
    fake.restart();
    // The manager lists models again after a failed request or when its list is old. Here a new manager stands for a restart of Vibe's server.
    const after = await aManager().choose('coder:3b', 'chat', never());
    expect(after.identity).not.toBe(before.identity);
    expect(after.identity).toMatch(/c1$/);
  });

  test('warms once, however often the input is focused', async () => {
    const manager = aManager();
    const prefix = [{ role: 'system' as const, content: 'You answer.' }];
    for (let i = 0; i < 4; i++) await manager.prewarm('chat', prefix, never());
    expect(warmRequests().map(({ body }) => body['messages'])).toEqual([prefix]);
  });

  test('unloads the least recently used model if the next does not fit the budget', async () => {
    const manager = aManager(2.6 * gib);
    const { provider } = await manager.choose('smollm2:135m', 'chat', never());
    await provider.warm({ model: 'smollm2:135m', prefix: [] }, never());
    await manager.prewarm('chat', [], never());
    expect((await provider.resident(never())).map(({ id }) => id)).toEqual(['coder:3b']);
  });

  test('never unloads a model that a stream is using', async () => {
    const manager = aManager(2.6 * gib);
    const { provider } = await manager.choose('smollm2:135m', 'chat', never());
    fake.misbehave({ kind: 'stall', path: '/api/chat' });
    const messages = [{ role: 'user' as const, content: 'Name three colours.' }];
    for await (const item of provider.chat({ model: 'smollm2:135m', messages, priority: 'person' }, never())) {
      if (item.kind !== 'delta') continue;
      await manager.prewarm('chat', [], never());
      expect((await provider.resident(never())).map(({ id }) => id)).toContain('smollm2:135m');
      break;
    }
  });

  test('gives a model with another digest another identity', async () => {
    const before = await aManager().choose('coder:3b', 'chat', never());
    const [first] = fake.models.filter(({ name }) => name === 'coder:3b');
    if (first) first.digest = 'c1';
    expect((await aManager().choose('coder:3b', 'chat', never())).identity).not.toBe(before.identity);
  });

  test('offers what is not installed, each with its size and memory, and whether it fits', async () => {
    const offers = await aManager(2.6 * gib).offers(never());
    const ids = offers.map(({ id }) => id);
    expect(ids).toContain('qwen2.5-coder:1.5b');
    expect(offers.every(({ sizeBytes, memoryBytes }) => memoryBytes > sizeBytes)).toBe(true);
    expect(offers.filter(({ fits }) => fits).length).toBeLessThan(offers.length);
  });

  test('fetches a model with progress, and lists it immediately', async () => {
    const manager = aManager();
    await manager.list(never());
    const steps: string[] = [];
    await manager.pull('tiny:1b', ({ status }) => steps.push(status), never());
    expect(steps.at(-1)).toBe('success');
    expect((await manager.list(never())).map(({ id }) => id)).toContain('tiny:1b');
  });

  test('uses an old list of models while it requests a new one', async () => {
    let nowMs = 0;
    const clock = { now: () => nowMs, wall: () => nowMs };
    const catalogue = new ModelCatalogue([new OllamaProvider({ kind: 'ollama', url: fake.url }, parts.pool)], clock);
    await catalogue.offer(never());
    fake.models.push({ ...smollm, name: 'new:1b', digest: 'n' });
    nowMs = 60_000;
    const idsOf = async () => (await catalogue.offer(never())).models.map(({ details }) => details.id);
    expect(await idsOf()).not.toContain('new:1b');
    await expect.poll(idsOf).toContain('new:1b');
  });

  test('notices the first model of a server that had none at the next question', async () => {
    const { pool } = parts;
    const catalogue = new ModelCatalogue([new OllamaProvider({ kind: 'ollama', url: fake.url }, pool)], systemClock);
    const models = fake.models.splice(0);
    expect(await catalogue.offer(never())).toEqual({ models: [], problems: [] });
    fake.models.push(...models);
    expect((await catalogue.offer(never())).models).toHaveLength(models.length);
  });
});
