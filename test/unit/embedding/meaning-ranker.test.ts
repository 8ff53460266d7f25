/** A chosen model's say in the order: only once its vectors are there, never at the price of waiting, and not at all when it fails. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { VectorCache } from '../../../server/cache/vector-cache.js';
import { EndpointEmbedder } from '../../../server/embedding/endpoint-embedder.js';
import { MeaningRanker } from '../../../server/embedding/meaning-ranker.js';
import { OllamaProvider } from '../../../server/inference/ollama-provider.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { aPool, never } from '../../kit/a-pool.js';
import { FakeOllama } from '../../kit/fake-ollama.js';

let folder: string;
let fake: FakeOllama;
const ends: (() => unknown)[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-meaning-'));
  fake = await new FakeOllama().start();
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  await fake.stop();
  rmSync(folder, { recursive: true, force: true });
});

function aRanker() {
  const { pool } = aPool(fake.url);
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const store = new VectorCache({ folder, maxBytes: 1e8, recorder });
  const said: string[] = [];
  const ranker = new MeaningRanker({
    embedder: new EndpointEmbedder(new OllamaProvider({ kind: 'ollama', url: fake.url }, pool), 'all-minilm', recorder),
    store,
    recorder,
    log: (_, text) => said.push(text),
    load: () => ({ eventLoopDelayMs: 0, freeMemoryShare: 0.5, isIdle: false }),
  });
  ends.push(
    () => pool.dispose(),
    () => ranker.dispose(),
  );
  const counters = () => recorder.counters()['Embedding'] ?? {};
  return {
    ranker,
    said,
    counters,
    filled: (n: number) => expect.poll(() => counters()['texts'] ?? 0, { timeout: 5000 }).toBeGreaterThanOrEqual(n),
  };
}
const texts = ['cats sleep', 'dogs bark', 'the socket is closed by the server', 'birds sing'];

test('gives the order as it came until the vectors are there, and then lets the model move them', async () => {
  const { ranker, filled } = aRanker();
  expect(await ranker.order('the closed socket of the server', texts, never())).toEqual([0, 1, 2, 3]);
  await filled(4);
  // The model has a say, and not the last word.
  expect((await ranker.order('the closed socket of the server', texts, never())).indexOf(2)).toBe(1);
});

test('vectors of an earlier run are used at once', async () => {
  const first = aRanker();
  await first.ranker.order('the closed socket of the server', texts, never());
  await first.filled(4);
  await first.ranker.dispose();
  const { ranker, counters } = aRanker();
  await ranker.order('warm', texts, never());
  // The model has a say, and not the last word.
  expect((await ranker.order('the closed socket of the server', texts, never())).indexOf(2)).toBe(1);
  expect(counters()['texts'] ?? 0).toBe(0);
});

test('a slow model holds nobody up', async () => {
  fake.options = { embedRequestMs: 3000 };
  const { ranker, counters } = aRanker();
  expect(await ranker.order('socket', texts, never())).toEqual([0, 1, 2, 3]);
  expect(counters()['questions without a vector in time']).toBe(1);
});

test('a model that fails costs one message, and its say', async () => {
  fake.misbehave({ kind: 'vectors', how: 'zero', always: true });
  const { ranker, said } = aRanker();
  for (let i = 0; i < 4; i++) expect(await ranker.order('socket', texts, never())).toEqual([0, 1, 2, 3]);
  expect(said.length).toBe(1);
});
