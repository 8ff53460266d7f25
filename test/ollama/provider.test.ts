/** The contract of providers with the real server at OLLAMA_HOST: `OLLAMA_HOST=127.0.0.1:11434 npm run test:ollama`. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OllamaProvider } from '../../server/inference/ollama-provider.js';
import { OpenAiProvider } from '../../server/inference/openai-provider.js';
import { all, aRequest, codeOf, providerSuite, type Subject } from '../contract/inference/provider-suite.js';
import { aPool, never } from '../kit/a-pool.js';

const host = process.env['OLLAMA_HOST'] ?? '127.0.0.1:11434';
const url = host.startsWith('http') ? host : `http://${host}`;
const model = process.env['OLLAMA_MODEL'] ?? 'smollm2:135m';

describe.each(['ollama', 'openai'] as const)('a real server over %s', kind => {
  let subject: Subject;
  const parts = aPool(url);
  beforeAll(() => {
    const provider = kind === 'ollama' ? new OllamaProvider({ kind, url }, parts.pool) : new OpenAiProvider({ kind, url }, parts.pool);
    subject = { provider, chatModel: model, embedModel: model };
  });
  afterAll(() => parts.pool.dispose());
  providerSuite(() => subject);

  test('chat() refuses a prompt that is longer than the window instead of cutting it', async () => {
    if (kind === 'openai') return; // The protocol of these endpoints cannot express it.
    expect(await codeOf(all(subject.provider.chat(aRequest(model, 'word '.repeat(9000), { windowTokens: 512 }), never())))).toBe(
      'context-overflow',
    );
  });

  test('the connections are reused', () => {
    const { connections = 0, requests = 0 } = parts.counters();
    expect(requests).toBeGreaterThan(connections);
  });
});

test('warm() takes the load time and the prefix out of the first token', async () => {
  const parts = aPool(url);
  const provider = new OllamaProvider({ kind: 'ollama', url }, parts.pool);
  const prefix = [{ role: 'system' as const, content: 'You answer questions about source code. '.repeat(60) }];
  const ask = async () => {
    const messages = [...prefix, { role: 'user' as const, content: 'Name two colours.' }];
    const end = (await all(provider.chat(aRequest(model, '', { messages, maxTokens: 2 }), never()))).at(-1);
    return end?.kind === 'end' ? end.facts : undefined;
  };
  await provider.unload(model, never());
  const cold = await ask();
  await provider.unload(model, never());
  await provider.warm({ model, prefix, windowTokens: 4096 }, never());
  const warm = await ask();
  expect(warm?.loadMs ?? 0).toBeLessThan(cold?.loadMs ?? 0);
  expect(warm?.promptMs ?? 0).toBeLessThan(cold?.promptMs ?? 0);
  await parts.pool.dispose();
});
