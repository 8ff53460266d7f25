/**
 * A chosen embedding model serves the whole search: in the background, continuing after a kill, for files that change, and never mixed
 * with another model's vectors. The model is a fake that knows which texts are related; everything else is the product's own code.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { VectorCache } from '../../../server/cache/vector-cache.js';
import { Canaries } from '../../../server/embedding/canaries.js';
import type { Embedder, EmbedJob } from '../../../server/embedding/embedder.js';
import { type EmbedSource, EndpointEmbedder } from '../../../server/embedding/endpoint-embedder.js';
import { unitRows } from '../../../server/embedding/unit-rows.js';
import { wasmKernels } from '../../../server/kernels/load-kernels.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { ProblemError } from '../../../server/protocol/problem.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';
import { ChosenModelVectors } from '../../../server/search/chosen-model.js';
import { plainWeights } from '../../../server/search/rank/ranking-weights.js';
import { SearchEngine } from '../../../server/search/search-engine.js';
import { WorkspaceEmbedding } from '../../../server/search/workspace-embedding.js';
import { SegmentStore } from '../../../server/snapshot/segment-store.js';
import { segmentOfFiles } from '../../../server/training/segment-of-files.js';
import { never } from '../../kit/a-pool.js';
import { shippedModel } from '../../kit/a-search.js';
import { wasmPath } from '../../kit/segments.js';

/** Words of other languages besides those of the code: no table of words can know them. */
const topics = [
  ['lighthouse', 'leuchtturm'],
  ['invoice', 'rechnung'],
  ['harbour', 'hafen'],
];

class TopicEmbedder implements Embedder {
  readonly width = 2;
  readonly identity: string;
  readonly dimensions: number;
  nTexts = 0;
  failure: Error | undefined;
  /** If set, the next batch waits for it. */
  gate: Promise<void> | undefined;

  constructor(identity = 'topics 1', dimensions = 24) {
    this.identity = identity;
    this.dimensions = dimensions;
  }

  async open() {
    if (this.failure) throw this.failure;
    return { identity: this.identity, dimensions: this.dimensions, name: 'Topics' };
  }

  async embed({ texts, kind }: EmbedJob): Promise<Float32Array> {
    if (kind === 'document') await this.gate;
    if (this.failure) throw this.failure;
    this.nTexts += texts.length;
    const values = new Float32Array(texts.length * this.dimensions);
    for (const [i, text] of texts.entries()) {
      values[i * this.dimensions + topics.length] = 0.1;
      for (const [t, words] of topics.entries())
        if (words.some(word => text.toLowerCase().includes(word))) values[i * this.dimensions + t] = 1;
    }
    return unitRows(values, this.dimensions);
  }

  dispose(): void {}
}

const files: Record<string, string> = {
  'src/lamp.ts': 'export function turn() {\n  // the lighthouse\n  return 1;\n}\n',
  'src/bill.ts': 'export function print() {\n  // an invoice\n  return 2;\n}\n',
  'src/quay.ts': 'export function moor() {\n  // the harbour\n  return 3;\n}\n',
};

const kernels = readFileSync(wasmPath);
let base: string;
const ends: (() => unknown)[] = [];
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'vibe-embedding-'));
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
  rmSync(base, { recursive: true });
});

/** A folder with its index, a search over it, and its embedding. A second one is what a restarted server finds. */
function aWorkspace<E extends Embedder>(embedder: E, options: { withTable?: boolean } = {}) {
  const folder = 'file:///workspace';
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const table = options.withTable === false ? undefined : shippedModel();
  const segments = new SegmentStore(wasmKernels(kernels), 8 << 20, (_, { reason }) => {
    throw new Error(reason);
  });
  const service = new SearchEngine({
    open: spec => segments.snapshot(spec),
    close: uri => segments.drop(uri),
    chosen: uri => segments.chosenVectors(uri),
    model: table,
    weights: plainWeights,
  });
  const chosen = new ChosenModelVectors({ service, store: segments, storageDir: base, recorder });
  let generation = 0;
  let texts = { ...files };
  const index = (): void => {
    for (const [path, text] of Object.entries(texts)) writeFileSync(join(base, path.replace('/', '-')), text);
    const inputs = Object.entries(texts).map(([path, text]) => ({ path: path.replace('/', '-'), bytes: new TextEncoder().encode(text) }));
    const bytes = segmentOfFiles(inputs, kernels, table);
    generation++;
    service.use({ folder, root: base, generation, segments: [{ path: `${generation}`, bytes, deletedFiles: [] }], overlays: [] });
  };
  index();
  const log: string[] = [];
  let isIndexing = false;
  const store = new VectorCache({ folder: join(base, 'vectors'), maxBytes: 1e8, recorder });
  const embedding = new WorkspaceEmbedding({
    embedder,
    store,
    searcher: {
      chooseVectors: model => chosen.choose(model),
      unembedded: async (folders, maxWindows) => chosen.unembedded(folders, maxWindows),
      addVectors: async (identity, added) => chosen.add(identity, added),
    },
    folders: () => ({ all: [folder], own: [folder] }),
    isIndexing: () => isIndexing,
    onProgress: () => undefined,
    recorder,
    log: (_, text) => void log.push(text),
    load: () => ({ eventLoopDelayMs: 0, freeMemoryShare: 0.5, isIdle: true }),
  });
  const end = async (): Promise<void> => {
    await embedding.dispose();
    store.dispose();
    segments.dispose();
  };
  ends.push(end);
  return {
    embedder,
    embedding,
    segments,
    log,
    end,
    counters: () => recorder.counters()['Embedding'] ?? {},
    setIndexing: (is: boolean) => (isIndexing = is),
    write: (path: string, text: string) => {
      texts = { ...texts, [path]: text };
      index();
      embedding.wake();
    },
    complete: async () => {
      embedding.wake();
      await expect.poll(() => embedding.progress(folder)).toMatchObject({ serves: true });
    },
    progress: () => embedding.progress(folder),
    first: async (query: string) => {
      const meaning = await embedding.meaningOf(query, never());
      const more = meaning === undefined ? {} : { meaning };
      return service.search({ query, limit: 3, ...more }, () => undefined).places[0]?.path;
    },
  };
}

test('what only the chosen model understands is found once its vectors are complete', async () => {
  const world = aWorkspace(new TopicEmbedder());
  expect(await world.embedding.meaningOf('leuchtturm', never())).toBeUndefined();
  await world.complete();
  expect(await world.first('leuchtturm')).toBe('src-lamp.ts');
  expect(await world.first('rechnung')).toBe('src-bill.ts');
  expect(world.progress()).toEqual({ model: 'Topics', nWindows: 3, nEmbedded: 3, serves: true });
});

test('without the built-in table the chosen model works on its own', async () => {
  const world = aWorkspace(new TopicEmbedder(), { withTable: false });
  await world.complete();
  expect(await world.first('hafen')).toBe('src-quay.ts');
});

test('a restart embeds nothing again, and neither does moving a file', async () => {
  const before = aWorkspace(new TopicEmbedder());
  await before.complete();
  await before.end();
  const after = aWorkspace(new TopicEmbedder());
  await after.complete();
  expect(after.embedder.nTexts).toBe(0);
  after.write('src/moved.ts', files['src/lamp.ts']!);
  await after.complete();
  expect(after.embedder.nTexts).toBe(0);
});

test('a file that changes is embedded again, and no other', async () => {
  const world = aWorkspace(new TopicEmbedder());
  await world.complete();
  world.write('src/bill.ts', '// the second harbour\n');
  await expect.poll(() => world.embedder.nTexts).toBe(4);
  await world.complete();
  expect(['src-quay.ts', 'src-bill.ts']).toContain(await world.first('hafen'));
});

test('another model, with other dimensions, starts again, and the old vectors are never used', async () => {
  const before = aWorkspace(new TopicEmbedder('topics 1', 24));
  await before.complete();
  await before.end();
  const other = aWorkspace(new TopicEmbedder('topics 2', 40));
  const stale = { identity: 'topics 1', vector: new Float32Array(24).fill(0.2) };
  other.embedding.wake();
  await other.complete();
  expect(other.embedder.nTexts).toBe(3);
  expect(other.segments.chosenVectors('file:///workspace')?.serves(stale)).toBe(false);
  expect(await other.first('leuchtturm')).toBe('src-lamp.ts');
});

test('a model that is replaced under its name starts again, and its vectors never meet the former ones', async () => {
  let model = 0;
  let nAsked = 0;
  const topicsOf = new TopicEmbedder('', 24);
  const source: EmbedSource = {
    endpoint: 'http://models',
    describe: async () => ({ digest: '' }),
    // Each model has its topics at other dimensions, so comparing vectors of two models finds the wrong files.
    embed: async ({ texts }) => {
      // Replaced while the first windows are embedded.
      if (++nAsked === 2) model = 1;
      const values = await topicsOf.embed({ texts, kind: 'query', priority: 'person' });
      for (let at = 0; at < values.length; at += 24) {
        values[at + 20] = 0.2;
        values.subarray(at, at + 3).set([0, 1, 2].map(t => values[at + ((t + model) % 3)]!));
        values.subarray(at + 20, at + 24).set([0, 1, 2, 3].map(d => (d === model ? 0.2 : 0)));
      }
      return { dimensions: 24, values };
    },
  };
  const counted = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const canaries = new Canaries(join(base, 'models.json'));
  const world = aWorkspace(new EndpointEmbedder({ source, model: 'topics', canaries, recorder: counted }));
  await world.complete();
  expect(world.log.filter(text => text.includes('replaced'))).toHaveLength(1);
  expect(await world.first('leuchtturm')).toBe('src-lamp.ts');
  const old = world.segments.chosenVectors('file:///workspace')!.model.identity;
  // Replaced again when everything is embedded: the first question notices.
  model = 2;
  expect(await world.embedding.meaningOf('rechnung', never())).toBeUndefined();
  expect(world.counters()).toMatchObject({ 'windows embedded for search': 3 });
  expect(counted.counters()['Embedding']).toMatchObject({ 'models replaced under their name': 2 });
  expect(world.segments.chosenVectors('file:///workspace')!.model.identity).toBe(old);
  // A model that is replaced twice within a minute is not used.
  expect(world.progress()?.problem?.text.id).toBe('embedderReplaced');
});

test('a model that fails causes one message, and the built-in one continues', async () => {
  const world = aWorkspace(new TopicEmbedder());
  world.embedder.failure = new ProblemError('embedder-failed', verbatim('The model is broken'), verbatim('Choose another'));
  world.embedding.wake();
  await expect.poll(() => world.log).toEqual(['The model is broken. Choose another. Search continues with the built-in model']);
  world.embedding.wake();
  expect(await world.first('invoice')).toBe('src-bill.ts');
  expect(world.log).toHaveLength(1);
  expect(world.progress()?.problem?.code).toBe('embedder-failed');
});

test('a question that fails after the vectors are complete is answered by the built-in model', async () => {
  const world = aWorkspace(new TopicEmbedder());
  await world.complete();
  world.embedder.failure = new ProblemError('embedder-failed', verbatim('The model is broken'), verbatim('Choose another'));
  expect(await world.first('an invoice')).toBe('src-bill.ts');
  expect(await world.first('the harbour')).toBe('src-quay.ts');
  expect(world.log.filter(text => text.includes('broken'))).toHaveLength(1);
});

test('while files are indexed or a person waits, nothing is embedded', async () => {
  const world = aWorkspace(new TopicEmbedder());
  const gate = Promise.withResolvers<void>();
  world.embedder.gate = gate.promise;
  world.setIndexing(true);
  const hold = world.embedding.hold();
  world.embedding.wake();
  await expect.poll(() => world.counters()['pauses for people and indexing']).toBe(1);
  world.setIndexing(false);
  expect(world.embedder.nTexts).toBe(0);
  void hold.dispose();
  gate.resolve();
  await world.complete();
  expect(world.embedder.nTexts).toBe(3);
});

test('the vector of a predicted question is ready', async () => {
  const world = aWorkspace(new TopicEmbedder());
  await world.complete();
  await world.embedding.prefetch('hafen');
  const nTexts = world.embedder.nTexts;
  expect(await world.first('hafen')).toBe('src-quay.ts');
  expect(world.embedder.nTexts).toBe(nTexts);
  expect(world.counters()).toMatchObject({ 'query vectors prefetched': 1, 'query vectors prefetched and used': 1 });
});
