/** The embedding child against plain arithmetic: small encoders in both precisions, all ways of pooling, and in any batching. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { OnnxEmbedder } from '../../../server/embedding/onnx-embedder.js';
import type { OnnxTable } from '../../../server/embedding/onnx-table.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { Child } from '../../../server/pool/child.js';
import { never } from '../../kit/a-pool.js';
import { Random } from '../../kit/random.js';
import { TinyEncoder, type TinyPooling, tinyWord } from '../../kit/tiny-encoder.js';

let base: string;
const ends: (() => Promise<void>)[] = [];
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vibe-reference-'));
});
afterAll(async () => {
  await Promise.all(ends.map(end => end()));
  rmSync(base, { recursive: true });
});

const seed = 20;
const encoder = new TinyEncoder(seed);
const random = new Random(seed);
const texts = Array.from({ length: 200 }, () => Array.from({ length: 1 + random.below(58) }, () => tinyWord(random.below(120))).join(' '));

function anEmbedder(name: string, options: Parameters<TinyEncoder['write']>[1]) {
  const folder = join(base, name);
  encoder.write(folder, options);
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const child = new Child<OnnxTable>({ entry: 'dist/embedder.js', name: 'The embedder' });
  const embedder = new OnnxEmbedder({ folder, providers: ['cpu'], child, recorder });
  ends.push(() => embedder.dispose());
  return { embedder, child };
}

function cosine(a: Float32Array, b: Float64Array): number {
  let [dot, squares] = [0, 0];
  for (const [d, value] of b.entries()) {
    dot += a[d]! * value;
    squares += value ** 2;
  }
  return dot / Math.sqrt(squares);
}

/** Returns the worst cosine of all texts. */
const worst = (values: Float32Array, dimensions: number, of: readonly string[], pooling: TinyPooling): number =>
  Math.min(...of.map((text, i) => cosine(values.subarray(i * dimensions, (i + 1) * dimensions), encoder.embed(text, pooling))));

describe('the embedding child and the reference', () => {
  test.each(['mean', 'cls', 'last', 'max'] as const)('agree on 200 texts in full precision, pooled by %s', async pooling => {
    const { embedder } = anEmbedder(`full-${pooling}`, { pooling, isQuantised: false });
    const { dimensions } = await embedder.open(never());
    const values = await embedder.embed({ texts, kind: 'document', priority: 'background' }, never());
    expect(worst(values, dimensions, texts, pooling)).toBeGreaterThan(0.99999);
  });

  test('agree on 200 texts with weights and activations as bytes', async () => {
    const { embedder } = anEmbedder('bytes', { pooling: 'mean', isQuantised: true });
    const { dimensions } = await embedder.open(never());
    const values = await embedder.embed({ texts, kind: 'document', priority: 'background' }, never());
    expect(worst(values, dimensions, texts, 'mean')).toBeGreaterThan(0.98);
  });

  test('agree on questions with the prefix of the model', async () => {
    const prefix = `${tinyWord(3)} ${tinyWord(77)} `;
    const { embedder } = anEmbedder('prefix', { pooling: 'mean', isQuantised: false, queryPrefix: prefix });
    const { dimensions } = await embedder.open(never());
    const short = texts.filter(text => text.split(' ').length < 50).slice(0, 20);
    const values = await embedder.embed({ texts: short, kind: 'query', priority: 'person' }, never());
    const wanted = short.map(text => prefix + text);
    expect(worst(values, dimensions, wanted, 'mean')).toBeGreaterThan(0.99999);
  });

  test('agree when questions are embedded between the runs of a long batch', async () => {
    const { embedder } = anEmbedder('between', { pooling: 'mean', isQuantised: false });
    const { dimensions } = await embedder.open(never());
    const many = Array.from({ length: 3 }, () => texts).flat();
    let isDone = false;
    const batch = embedder.embed({ texts: many, kind: 'document', priority: 'background' }, never()).finally(() => {
      isDone = true;
    });
    const early: boolean[] = [];
    for (const text of texts.slice(0, 5)) {
      const values = await embedder.embed({ texts: [text], kind: 'query', priority: 'person' }, never());
      early.push(!isDone);
      expect(worst(values, dimensions, [text], 'mean')).toBeGreaterThan(0.99999);
    }
    expect(worst((await batch).subarray(-dimensions * 50), dimensions, many.slice(-50), 'mean')).toBeGreaterThan(0.99999);
    expect(early[0]).toBe(true);
  });

  test('agree when the process is killed in the middle of batches', async () => {
    const { embedder, child } = anEmbedder('deaths', { pooling: 'mean', isQuantised: false });
    const { dimensions } = await embedder.open(never());
    for (let i = 0; i < 5; i++) {
      const some = texts.slice(i * 20, i * 20 + 20);
      const work = embedder.embed({ texts: some, kind: 'document', priority: 'background' }, never());
      process.kill(child.pid ?? 0, 'SIGKILL');
      expect(worst(await work, dimensions, some, 'mean')).toBeGreaterThan(0.99999);
    }
    expect(embedder.provider).toBe('cpu');
  });
});
