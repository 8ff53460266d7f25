/** The contract of every provider, for any server at the other end: run with the fake, and with a real server by `npm run test:ollama`. */
import { expect, test } from 'vitest';
import type { ChatItem, ChatRequest, Provider } from '../../../server/inference/provider.js';
import { isAbort } from '../../../server/protocol/abort-error.js';
import { problemOf, wordedProblem } from '../../../server/protocol/problem.js';
import { englishWording } from '../../../server/protocol/sentences/sentence.js';
import { never } from '../../kit/a-pool.js';

export interface Subject {
  readonly provider: Provider;
  readonly chatModel: string;
  readonly embedModel: string;
}

const request = (model: string, content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model,
  messages: [{ role: 'user', content }],
  temperature: 0,
  seed: 1,
  maxTokens: 24,
  windowTokens: 4096,
  priority: 'person',
  ...more,
});

export async function all(stream: AsyncIterable<ChatItem>): Promise<ChatItem[]> {
  const items: ChatItem[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

export const textOf = (items: readonly ChatItem[]): string => items.map(item => (item.kind === 'delta' ? item.text : '')).join('');

export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no problem';
  } catch (error) {
    const problem = problemOf(error);
    const { message, remedy } = wordedProblem(problem, englishWording);
    expect(message.length).toBeGreaterThan(10);
    expect(remedy.length).toBeGreaterThan(10);
    return problem.code;
  }
}

export function providerSuite(subject: () => Subject): void {
  test('models() lists what is installed', async () => {
    const { provider, chatModel } = subject();
    const models = await provider.models(never());
    expect(models.map(({ id }) => id)).toContain(chatModel);
  });

  test('chat() streams text and ends with one end item, which is the last', async () => {
    const { provider, chatModel } = subject();
    const items = (await all(provider.chat(request(chatModel, 'Name three colours.'), never()))).filter(({ kind }) => kind !== 'loading');
    expect(textOf(items).length).toBeGreaterThan(0);
    expect(items.filter(({ kind }) => kind === 'end')).toEqual([items.at(-1)]);
  });

  test('chat() reports that the answer was cut off when it reached maxTokens', async () => {
    const { provider, chatModel } = subject();
    const items = await all(provider.chat(request(chatModel, 'Tell me a long story about three colours.', { maxTokens: 4 }), never()));
    const end = items.at(-1);
    expect(end?.kind === 'end' ? end.facts.reason : 'no end').toBe('length');
  });

  test('chat() reports the tokens of prompt and answer', async () => {
    const { provider, chatModel } = subject();
    const end = (await all(provider.chat(request(chatModel, 'Name two colours.', { maxTokens: 5 }), never()))).at(-1);
    expect(end?.kind === 'end' ? end.facts : {}).toMatchObject({ nPromptTokens: expect.any(Number), nTokens: expect.any(Number) });
  });

  test('chat() with a missing model names it and says how to get it', async () => {
    const { provider } = subject();
    expect(await codeOf(all(provider.chat(request('no-such-model', 'hi'), never())))).toBe('model-missing');
  });

  test('chat() rejects with the abort reason and not with a problem when it is stopped', async () => {
    const { provider, chatModel } = subject();
    const controller = new AbortController();
    const stream = provider.chat(request(chatModel, 'Tell me a long story.', { maxTokens: 500 }), controller.signal);
    const failure = await (async () => {
      for await (const item of stream) if (item.kind === 'delta') controller.abort(new DOMException('Stopped', 'AbortError'));
    })().catch((error: unknown) => error);
    expect(isAbort(failure)).toBe(true);
  });

  test('embed() returns one finite vector per text, in order', async () => {
    const { provider, embedModel } = subject();
    const texts = ['one cat', 'two dogs', 'three birds'];
    const together = await provider.embed({ model: embedModel, texts, priority: 'background' }, never());
    const alone = await provider.embed({ model: embedModel, texts: texts.slice(1, 2), priority: 'background' }, never());
    expect(together.values.length).toBe(3 * together.dimensions);
    const second = together.values.subarray(together.dimensions, 2 * together.dimensions);
    expect(cosine(second, alone.values)).toBeGreaterThan(0.99);
  });

  test('embed() of no texts sends no request and returns no vectors', async () => {
    const { provider, embedModel } = subject();
    expect((await provider.embed({ model: embedModel, texts: [], priority: 'background' }, never())).values.length).toBe(0);
  });

  test('embed() with a missing model names it', async () => {
    const { provider } = subject();
    expect(await codeOf(provider.embed({ model: 'no-such-model', texts: ['x'], priority: 'background' }, never()))).toBe('model-missing');
  });
}

function cosine(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}

export { request as aRequest };
