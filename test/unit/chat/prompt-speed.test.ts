import { expect, test } from 'vitest';
import { PromptSpeed } from '../../../server/chat/answer/prompt-speed.js';
import type { Provider } from '../../../server/inference/provider.js';
import { aChat, aPlace, aQuestion, facts, hear } from '../../kit/a-chat.js';
import { never } from '../../kit/a-pool.js';

// The limit reads nothing else of a provider.
const chosen = (identity: string, local = true) => ({ identity, provider: { local } as Provider });

test('a prompt is limited to what the model reads in eight seconds, as measured; a slower measurement counts at once', () => {
  const speed = new PromptSpeed();
  expect(speed.limit(chosen('new'))).toBe(1200);
  for (let n = 0; n < 20; n++) speed.learn('fast', { nPromptTokens: 2000, promptMs: 1000 });
  expect(speed.limit(chosen('fast'))).toBeGreaterThan(15_900);
  speed.learn('fast', { nPromptTokens: 1000, promptMs: 4000 });
  expect(speed.limit(chosen('fast'))).toBe(2000);
});

test('a prompt is never limited below what one place needs, and not at all for a server elsewhere', () => {
  const speed = new PromptSpeed();
  speed.learn('slow', { nPromptTokens: 1000, promptMs: 50_000 });
  expect(speed.limit(chosen('slow'))).toBe(900);
  expect(speed.limit(chosen('remote', false))).toBeUndefined();
});

test('a short prompt, or a server that reports no time, teaches nothing', () => {
  const speed = new PromptSpeed();
  speed.learn('m', { nPromptTokens: 50, promptMs: 10_000 });
  speed.learn('m', { nPromptTokens: 1000, promptMs: undefined });
  expect(speed.limit(chosen('m'))).toBe(1200);
});

test('the second question of a slow model gets a smaller prompt, and what a person attached stays whole', async () => {
  const places = Array.from({ length: 8 }, (_, i) => aPlace(`src/p${i}.ts`, 1, 60));
  const { chat, requests } = aChat({
    places,
    windowTokens: 32_768,
    model: async function* () {
      yield { kind: 'delta', text: 'So.' };
      yield { kind: 'end', facts: { ...facts, nPromptTokens: 1000, promptMs: 20_000 } };
    },
  });
  const ask = (turnId: string, text: string) =>
    hear(emit =>
      chat.ask(
        aQuestion('how does the pool run?', { turnId, conversationId: turnId, attachments: [{ kind: 'text', title: 'note', text }] }),
        emit,
        never(),
      ),
    );
  const sizeOf = (n: number) => JSON.stringify(requests[n]!.messages).length;
  await ask('1', 'short');
  await ask('2', 'short');
  await ask('3', 'attached '.repeat(2000));
  expect(sizeOf(1)).toBeLessThan(sizeOf(0));
  expect(JSON.stringify(requests[2]!.messages)).toContain('attached '.repeat(1999));
});
