/**
 * Opening a large index: `npm run bench -- open [--root DIR] [--windows 1000000] [--store DIR] [--json]`. Indexes the folder with the
 * command line, merges the result into one segment, and copies it until the copies contain as many windows as asked (about 400 bytes each;
 * they stay in `--store` for the next run, else they are deleted). A separate process then opens them as the search thread does, within the
 * usual memory bounds, and asks 100 questions made of names. Memory is what that process uses more than before it opened anything.
 */
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { readChecked } from '../../server/disk/checked-file.js';
import { folderStorage, manifestFile, segmentFileName } from '../../server/disk/folder-layout.js';
import { manifestFormat } from '../../server/disk/manifest.js';
import { loadStaticTable } from '../../server/embedding/static-table-file.js';
import { loadKernels } from '../../server/kernels/load-kernels.js';
import { optionsSchema } from '../../server/protocol/options.js';
import { decodeWeights } from '../../server/search/rank/ranking-weights.js';
import { SearchEngine } from '../../server/search/search-engine.js';
import { mergeSegments } from '../../server/segment/merge/merge.js';
import { SegmentStore } from '../../server/snapshot/segment-store.js';
import type { Snapshot } from '../../server/snapshot/snapshot-types.js';

const dist = join(import.meta.dirname, '..');
const { values: args } = parseArgs({
  options: {
    root: { type: 'string', default: join(dist, '../node_modules') },
    windows: { type: 'string', default: '1000000' },
    store: { type: 'string' },
    json: { type: 'boolean', default: false },
    measure: { type: 'string' },
  },
});
const kernelsFile = join(dist, 'kernels.wasm');
const nQuestions = 100;

if (args.measure === undefined) await main(args.store ?? mkdtempSync(join(tmpdir(), 'vibe-open-')));
else measure(args.measure);

async function main(store: string): Promise<void> {
  try {
    const root = resolve(args.root);
    const one = join(store, 'one.vibe');
    if (!existsSync(one)) await makeOne(root, join(store, 'index'), one);
    layCopies(one, join(store, 'copies'), Number(args.windows));
    const run = spawnSync(
      process.execPath,
      ['--expose-gc', '--max-semi-space-size=4', process.argv[1]!, '--measure', store, '--root', root],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    if (run.status !== 0) throw new Error(`measuring ended with ${run.status}`);
    const figures = JSON.parse(run.stdout) as Record<string, number>;
    if (args.json) console.log(JSON.stringify({ type: 'open', root, ...figures }));
    else console.table(figures);
  } finally {
    if (args.store === undefined) rmSync(store, { recursive: true, force: true });
  }
}

/** Indexes the folder and merges its segments. */
async function makeOne(root: string, storage: string, target: string): Promise<void> {
  const index = [join(dist, 'cli.js'), 'index', '--root', root, '--storage', storage];
  if (spawnSync(process.execPath, index, { stdio: 'ignore' }).status !== 0) throw new Error(`${root} cannot be indexed`);
  const folder = folderStorage(storage, root);
  const manifest = await readChecked(manifestFile(folder), manifestFormat);
  if (manifest.kind !== 'read') throw new Error(`the manifest is ${manifest.kind}`);
  const sources = manifest.body.segments.map(({ id, deleted }) => ({ from: segmentFileName(folder, id), deletedFiles: deleted }));
  const file = openSync(target, 'w');
  const merged = mergeSegments(
    sources,
    loadKernels(kernelsFile),
    bytes => void writeSync(file, bytes),
    () => undefined,
  );
  closeSync(file);
  if (merged.kind !== 'merged') throw new Error(merged.reason);
}

function layCopies(one: string, folder: string, nWanted: number): void {
  const { snapshot } = openAll([one]);
  const nCopies = Math.ceil(nWanted / Math.max(1, snapshot.totals.nWindows));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (Number.parseInt(name, 10) >= nCopies) rmSync(join(folder, name));
  for (let i = 0; i < nCopies; i++) if (!existsSync(join(folder, `${i}.vibe`))) copyFileSync(one, join(folder, `${i}.vibe`));
}

function openAll(paths: readonly string[], cacheBytes = 1 << 22) {
  const store = new SegmentStore(loadKernels(kernelsFile), cacheBytes, (_, { path, reason }) => {
    throw new Error(`${path}: ${reason}`);
  });
  const segments = paths.map(path => ({ path, deletedFiles: [] }));
  const spec = { folder: 'file:///copies', root: resolve(args.root), generation: 1, segments, overlays: [] };
  return { store, spec, snapshot: store.snapshot(spec) };
}

function measure(store: string): void {
  const folder = join(store, 'copies');
  const paths = readdirSync(folder).map(name => join(folder, name));
  const weightsFile = join(dist, 'ranking-weights.json');
  const model = loadStaticTable(join(dist, 'static-table.bin'));
  const weights = decodeWeights(readFileSync(weightsFile, 'utf8'), weightsFile);
  const { indexMemoryBytes } = v.parse(optionsSchema, {});
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const grownMb = (): number => (process.memoryUsage.rss() - before) / 1e6;

  const [opened, openMs, openCpuMs] = timed(() => openAll(paths, indexMemoryBytes));
  const openMb = grownMb();
  const service = new SearchEngine({ open: () => opened.snapshot, close: () => undefined, model, weights });
  service.use(opened.spec);
  const ask = (query: string): void => void service.search({ query, limit: 10 }, () => undefined);
  const questions = questionsOf(opened.snapshot);
  const [, firstMs, firstCpuMs] = timed(() => ask(questions[0]!));
  for (const question of questions) ask(question);
  const times = questions.map(question => timed(() => ask(question))[2]).sort((a, b) => a - b);
  globalThis.gc?.();
  const round = (value: number): number => Number(value.toFixed(1));
  console.log(
    JSON.stringify({
      windows: opened.snapshot.totals.nWindows,
      files: opened.snapshot.totals.nFiles,
      segments: paths.length,
      openMs: round(openMs),
      openCpuMs: round(openCpuMs),
      openMb: round(openMb),
      firstQuestionMs: round(firstMs),
      firstQuestionCpuMs: round(firstCpuMs),
      questionCpuP50Ms: round(times[times.length >> 1]!),
      questionCpuP95Ms: round(times[Math.floor(times.length * 0.95)]!),
      memoryMb: round(grownMb()),
      kernelsMb: round(opened.store.stats.memory.inUse / 1e6),
      pagesMb: round(opened.store.stats.pages.sizeBytes / 1e6),
    }),
  );
}

/** Returns names of definitions from files far apart, every second one as words. */
function questionsOf(snapshot: Snapshot): readonly string[] {
  const questions: string[] = [];
  const step = Math.max(1, Math.floor(snapshot.totals.nFiles / (nQuestions * 3)));
  for (let file = 0; file < snapshot.totals.nFiles && questions.length < nQuestions; file += step) {
    const name = snapshot.symbolsOf(file).find(symbol => symbol.name.length > 8)?.name;
    if (name === undefined) continue;
    const words = name.replaceAll(/_+|(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
    questions.push(questions.length % 2 === 0 ? words : name);
  }
  if (questions.length === 0) throw new Error('the folder defines nothing to ask for');
  return questions;
}

/** Returns the result of `work` with its wall and CPU milliseconds. */
function timed<T>(work: () => T): readonly [result: T, ms: number, cpuMs: number] {
  const started = performance.now();
  const cpu = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(cpu);
  return [result, performance.now() - started, (user + system) / 1000];
}
