/** Streams of model servers, damaged at random: text that came is never lost, nothing broken counts as whole, and nothing hangs. */
import { expect, test } from 'vitest';
import { damaged, fault, readDamaged, type Wire } from '../../kit/answer-fuzz.js';
import { Random } from '../../kit/random.js';

const seed = 20261201;
const count = 1500;

test(`an answer is read whole, or reported as broken, after ${count} random damages (seed ${seed})`, async () => {
  const random = new Random(seed);
  const faults: string[] = [];
  for (let n = 0; n < count; n++) {
    const input = damaged(random);
    const wrong = fault(input, await readDamaged(input));
    if (wrong !== undefined) faults.push(`${n}: ${input.recorded.wire}, ${input.name}: ${wrong}`);
  }
  expect(faults).toEqual([]);
});

const withoutWords: readonly (readonly [name: string, wire: Wire, unit: string])[] = [
  ['comments', 'openai', ': keep-alive\n\n'],
  ['blank lines', 'openai', '\n'],
  ['empty pieces', 'openai', 'data: {"choices":[{"delta":{"content":""}}]}\n\n'],
  ['blank data', 'openai', 'data:\n\n'],
  ['data that no blank line ends', 'openai', 'data: {"a":\n'],
  ['blank lines', 'ollama', '\n'],
  ['empty pieces', 'ollama', '{"message":{"content":""},"done":false}\n'],
];

test.each(withoutWords)('an answer of %s and nothing else from %s ends with a problem', async (_name, wire, unit) => {
  const bytes = new TextEncoder().encode(unit.repeat(Math.ceil(100_000 / unit.length)));
  // Far more than any reader takes; the pieces share one buffer.
  const pieces = Array.from({ length: 400 }, () => bytes);
  const recorded = { wire, contentType: 'text/event-stream', events: [], text: '' };
  const { hasGoodEnd, problem } = await readDamaged({ name: '', recorded, bytes: pieces, expected: 'partial', least: '' });
  expect({ hasGoodEnd, problem }).toEqual({ hasGoodEnd: false, problem: 'endpoint-nonsense' });
});
