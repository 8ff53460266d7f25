/** Two processes embed documents in parallel; whatever happens to the second costs only its help. */
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { OnnxEmbedder } from '../../../server/embedding/onnx-embedder.js';
import { OnnxPair } from '../../../server/embedding/onnx-pair.js';
import type { OnnxTable } from '../../../server/embedding/onnx-table.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { Child } from '../../../server/pool/child.js';
import { never } from '../../kit/a-pool.js';

const entry = fileURLToPath(new URL('../../fixtures/embedder-child.mjs', import.meta.url));
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.splice(0).map(end => end()));
});

function aPair({ second: environment = {}, idleMs = 60_000 }: { second?: Record<string, string>; idleMs?: number } = {}) {
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const one = (variables: Record<string, string>) => {
    const child = new Child<OnnxTable>({ entry, name: 'The embedder', environment: variables });
    return { child, embedder: new OnnxEmbedder({ folder: 'model', providers: ['cpu'], child, recorder, nProcesses: 2 }) };
  };
  const [first, second] = [one({}), one(environment)];
  const pair = new OnnxPair({ first: first.embedder, second: second.embedder, recorder, idleMs });
  ends.push(() => pair.dispose());
  const embed = async (kind: 'document' | 'query' = 'document', n = 21) => {
    const texts = Array.from({ length: n }, (_, i) => 'x'.repeat((i * 7) % 23));
    const values = await pair.embed({ texts, kind, priority: 'background' }, never());
    expect([...values]).toEqual(texts.flatMap(text => [text.length, 1]));
  };
  const nHelped = () => recorder.counters()['Embedding']?.['texts of the second process'] ?? 0;
  const helped = () =>
    expect.poll(async () => {
      await embed();
      return nHelped();
    });
  return { embed, helped, nHelped, second: second.child };
}

test('once the second process is ready, each embeds half of the documents, and vectors are in order', async () => {
  const { embed, helped, nHelped } = aPair();
  await embed();
  expect(nHelped()).toBe(0);
  await helped().toBe(10);
});

test('only the first process embeds questions and small jobs', async () => {
  const { embed, nHelped, second } = aPair();
  await embed('query', 40);
  await embed('document', 3);
  expect([nHelped(), second.nStarts]).toEqual([0, 0]);
});

test('a second process that cannot open the model is not tried again', async () => {
  const { embed, nHelped, second } = aPair({ second: { REFUSE: 'cpu' } });
  await embed();
  await expect.poll(() => second.running).toBe(true);
  await expect.poll(() => second.running).toBe(false);
  await embed();
  expect([nHelped(), second.nStarts]).toEqual([0, 1]);
});

test('no text is lost if the second process is killed at work', async () => {
  const { embed, helped, second } = aPair();
  await helped().toBeGreaterThan(0);
  for (let i = 0; i < 10; i++) {
    const work = embed();
    if (second.pid !== undefined) process.kill(second.pid, 'SIGKILL');
    await work;
  }
});

test('the second process ends when idle, and helps again when there is work', async () => {
  const { helped, nHelped, second } = aPair({ idleMs: 1 });
  await helped().toBeGreaterThan(0);
  await expect.poll(() => second.running).toBe(false);
  const before = nHelped();
  await helped().toBeGreaterThan(before);
});
