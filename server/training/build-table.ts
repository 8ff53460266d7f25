/** Builds the table: corpora -> pairs -> bags -> trained table. Every step logs its result; the same seed draws the same pairs. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { encodeStaticTable } from '../embedding/static-table-file.js';
import { BagStore, GrowingNumbers } from './corpus/bag-store.js';
import { ContentMarks } from './corpus/content-marks.js';
import { hasHistory } from './corpus/git-files.js';
import { markRepository, type PairKind, pairsOf } from './corpus/training-pairs.js';
import { fewerDimensions } from './fewer-dimensions.js';
import { log } from './log.js';
import { Random } from './random.js';
import { memoryLayout, type TrainingData, type TrainingPlan, type WorkerBirth } from './training-data.js';
import { wasm } from './wasm-memory.js';

export interface TableRequest {
  readonly corpora: readonly string[];
  /** Repositories that must not be learnt from, each as FOLDER or FOLDER@REVISION. */
  readonly excluded: readonly string[];
  readonly out: string;
  readonly seed: number;
  readonly nThreads: number;
  readonly nTerms: number;
  readonly nBuckets: number;
  readonly dims: number;
  /** Number of dimensions trained; the ones in which texts vary most are kept. */
  readonly wideDims: number;
  readonly epochs: number;
  readonly workerEntry: string;
  readonly denseModule: Uint8Array<ArrayBuffer>;
}

export async function buildTable(request: TableRequest): Promise<void> {
  const random = new Random(request.seed);
  const marks = new ContentMarks();
  for (const name of request.excluded) {
    const [folder = '', revision] = name.split('@');
    markRepository(folder, 'HEAD', marks);
    if (revision !== undefined) markRepository(folder, revision, marks);
  }
  log(`${marks.size} marks of ${request.excluded.length} repositories that are left out`);

  const { bags, pairs, repositories } = collectPairs(request, marks, random);
  const vocabulary = chooseVocabulary(bags, request.nTerms);
  const rowOf = new Int32Array(bags.terms.length).fill(-1);
  vocabulary.forEach((id, row) => {
    rowOf[id] = row;
  });
  const data: TrainingData = {
    rowOf: new Int32Array(sharedNumbers(rowOf).buffer),
    gramStarts: sharedNumbers(bags.gramStarts.view()),
    grams: sharedNumbers(bags.grams.view()),
    bagStarts: sharedNumbers(bags.bagStarts.view()),
    entries: sharedNumbers(bags.entries.view()),
    pairs: sharedNumbers(pairs.view()),
    repositories: sharedNumbers(Uint32Array.from(repositories)),
    nTerms: vocabulary.length,
    nRows: vocabulary.length + request.nBuckets,
    dims: request.wideDims,
  };
  const nGroups = 8;
  const groupSize = 64;
  const plan: TrainingPlan = {
    seed: request.seed,
    nThreads: request.nThreads,
    nBatches: Math.ceil((request.epochs * pairs.length) / 3 / (nGroups * groupSize)),
    nGroups,
    groupSize,
    rate: 4e-3,
    temperature: 0.05,
  };
  const nBags = bags.bagStarts.length - 1;
  const idf = Float64Array.from({ length: data.nRows }, (_, row) =>
    row < vocabulary.length ? Math.log(1 + nBags / bags.frequencies.at(vocabulary[row]!)) : 6,
  );
  const wide = await train(data, plan, idf, request);
  const table =
    request.wideDims === request.dims
      ? wide
      : fewerDimensions({ rows: wide, dims: data.dims }, textsUnder(wide, data, nSampledTexts), request.dims, request.seed);
  mkdirSync(dirname(request.out), { recursive: true });
  writeFileSync(
    request.out,
    quantise(
      table,
      vocabulary.map(id => bags.terms[id]!),
      request,
    ),
  );
  log(`wrote ${request.out}`);
}

interface CollectedPairs {
  readonly bags: BagStore;
  /** Three numbers per pair: the bags of its question and of its answer, and the item that it names. */
  readonly pairs: GrowingNumbers;
  /** The first pair of each repository, and the number of pairs. */
  readonly repositories: readonly number[];
}

/** Reads the pairs of all corpora. */
function collectPairs(request: TableRequest, marks: ContentMarks, random: Random): CollectedPairs {
  const bags = new BagStore(request.nBuckets);
  const pairs = new GrowingNumbers();
  const repositories: number[] = [];
  const byKind: Record<PairKind, number> = { doc: 0, head: 0, name: 0, path: 0, test: 0, commit: 0 };
  const encoder = new TextEncoder();
  let item = 0;
  let lastCode = '';
  for (const folder of request.corpora) {
    repositories.push(pairs.length / 3);
    const counts = pairsOf(folder, marks, random, (kind, question, code) => {
      const asked = bags.add(encoder.encode(question), kind === 'name' ? 1 : 2);
      if (asked < 0) return;
      const answer = bags.add(encoder.encode(code), 6);
      if (answer < 0) return;
      // Two copies of one doc comment follow each other and mean the same thing.
      const end = code.slice(-80);
      if (kind !== 'doc' || end !== lastCode) item++;
      lastCode = end;
      byKind[kind]++;
      for (const value of [asked, answer, item]) pairs.push(value);
    });
    log(
      `${basename(folder) === 'repo' ? basename(dirname(folder)) : basename(folder)}${hasHistory(folder) ? '' : ' (no history)'}: ${JSON.stringify(counts)}`,
    );
  }
  repositories.push(pairs.length / 3);
  log(`${pairs.length / 3} pairs ${JSON.stringify(byKind)}, ${bags.terms.length} distinct terms`);
  return { bags, pairs, repositories };
}

const nSampledTexts = 30_000;

/** Returns unit vectors of at most `most` texts, evenly sampled. */
function textsUnder(rows: Float32Array, data: TrainingData, most: number): Float32Array {
  const { dims, bagStarts, entries, rowOf, gramStarts, grams, nTerms } = data;
  const nBags = bagStarts.length - 1;
  const step = Math.max(1, Math.floor(nBags / most));
  const texts = new Float32Array(Math.ceil(nBags / step) * dims);
  for (let bag = 0, at = 0; bag < nBags; bag += step, at += dims) {
    const add = (row: number, weight: number): void => {
      for (let d = 0; d < dims; d++) texts[at + d]! += weight * rows[row * dims + d]!;
    };
    for (let e = bagStarts[bag]!; e < bagStarts[bag + 1]!; e++) {
      const term = entries[e]! & 0xffffff;
      const weight = 1 + Math.log(entries[e]! >>> 24);
      const [from, to] = [gramStarts[term]!, gramStarts[term + 1]!];
      if (rowOf[term]! >= 0) add(rowOf[term]!, weight);
      else for (let g = from; g < to; g++) add(nTerms + grams[g]!, weight / (to - from));
    }
    let squares = 0;
    for (let d = 0; d < dims; d++) squares += texts[at + d]! ** 2;
    const length = Math.sqrt(squares) || 1;
    for (let d = 0; d < dims; d++) texts[at + d]! /= length;
  }
  return texts;
}

/** Returns the most frequent terms, ascending by value as the file requires. */
function chooseVocabulary(bags: BagStore, nTerms: number): readonly number[] {
  const ids = Array.from(bags.terms, (_, id) => id).filter(id => bags.frequencies.at(id) >= 8);
  ids.sort((a, b) => bags.frequencies.at(b) - bags.frequencies.at(a));
  const chosen = ids.slice(0, nTerms);
  log(`vocabulary of ${chosen.length} terms, the rarest in ${bags.frequencies.at(chosen.at(-1)!)} texts`);
  return chosen.sort((a, b) => bags.terms[a]! - bags.terms[b]!);
}

function sharedNumbers(items: ArrayLike<number>): Uint32Array<SharedArrayBuffer> {
  const copy = new Uint32Array(new SharedArrayBuffer(items.length * 4));
  copy.set(items);
  return copy;
}

async function train(data: TrainingData, plan: TrainingPlan, idf: Float64Array, request: TableRequest): Promise<Float32Array> {
  const layout = memoryLayout(data, plan);
  const pages = Math.ceil(layout.bytes / 65_536) + 1;
  const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true });
  const floats = new Float32Array(memory.buffer);
  const random = new Random(request.seed + 1);
  for (let i = 0; i < data.nRows * data.dims; i++) {
    const gauss = Math.sqrt(-2 * Math.log(random.next() + 1e-12)) * Math.cos(2 * Math.PI * random.next());
    floats[layout.table / 4 + i] = (gauss * idf[Math.floor(i / data.dims)]!) / Math.sqrt(data.dims) / 4;
  }
  const module = await wasm.compile(request.denseModule);
  const progress = new Int32Array(new SharedArrayBuffer(4));
  log(`${plan.nBatches} batches of ${plan.nGroups * plan.groupSize} on ${plan.nThreads} threads`);
  await Promise.all(
    Array.from({ length: plan.nThreads }, (_, thread) => {
      const birth: WorkerBirth = { thread, data, plan, memory, module, progress };
      const worker = new Worker(request.workerEntry, { workerData: birth });
      return new Promise<void>((resolve, reject) => {
        worker.on('message', (message: { batch?: number; loss?: number; done?: boolean }) => {
          if (message.done) resolve();
          else if ((message.batch ?? 0) % 200 === 0) log(`batch ${message.batch} loss ${message.loss?.toFixed(3)}`);
        });
        worker.on('error', reject);
      });
    }),
  );
  return floats.slice(layout.table / 4, layout.table / 4 + data.nRows * data.dims);
}

function quantise(table: Float32Array, terms: readonly number[], { dims, nBuckets }: TableRequest): Uint8Array {
  const nRows = terms.length + nBuckets;
  const rows = new Int8Array(nRows * dims);
  const scales = new Float32Array(nRows);
  for (let row = 0; row < nRows; row++) {
    let largest = 0;
    for (let d = 0; d < dims; d++) largest = Math.max(largest, Math.abs(table[row * dims + d]!));
    scales[row] = largest / 127;
    if (largest > 0) for (let d = 0; d < dims; d++) rows[row * dims + d] = Math.round((table[row * dims + d]! * 127) / largest);
  }
  return encodeStaticTable({ dims, terms: Float64Array.from(terms), rows, scales, nBuckets });
}
