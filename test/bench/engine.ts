/**
 * The index core alone, on one thread: tokenise, build, merge, open, ask. `--root DIR` (default: this project's node_modules), `--limit-mb
 * N` stops after that much text, `--dims N` adds vectors of an arbitrary table, `--json` prints one object. Shows CPU time beside wall
 * time.
 */
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import type { EmbeddingTable } from '../../server/embedding/static-table.js';
import { loadKernels } from '../../server/kernels/load-kernels.js';
import { SegmentBuilder } from '../../server/segment/build/segment-builder.js';
import { mergeSegments } from '../../server/segment/merge/merge.js';
import { SegmentStore } from '../../server/snapshot/segment-store.js';
import type { SnapshotSpec } from '../../server/snapshot/snapshot-spec.js';
import { languageOf } from '../../server/text/language/languages.js';
import { lineStartsOf } from '../../server/text/lines.js';
import { outline } from '../../server/text/outline/outline.js';
import { eachTerm } from '../../server/text/terms.js';
import { cutWindows } from '../../server/text/windows.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: join(import.meta.dirname, '../../node_modules') },
    'limit-mb': { type: 'string', default: '300' },
    dims: { type: 'string', default: '0' },
    json: { type: 'boolean', default: false },
  },
});
const { root } = values;
const limitBytes = Number(values['limit-mb']) * 1e6;
const dims = Number(values.dims);
const wasmPath = join(import.meta.dirname, '../kernels.wasm');
const folder = mkdtempSync(join(tmpdir(), 'vibe-engine-'));
const rows: Record<string, string | number> = {};

/** Returns the result of `work` with its wall and CPU milliseconds. */
function timed<T>(work: () => T): { readonly result: T; readonly ms: number; readonly cpuMs: number } {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const result = work();
  const used = process.cpuUsage(cpu);
  return { result, ms: performance.now() - start, cpuMs: (used.user + used.system) / 1000 };
}

interface Clock {
  cpuMs: number;
  ms: number;
}
const clock = (): Clock => ({ cpuMs: 0, ms: 0 });
function clocked<T>(on: Clock, work: () => T): T {
  const { result, ms, cpuMs } = timed(work);
  on.ms += ms;
  on.cpuMs += cpuMs;
  return result;
}

function listFiles(): string[] {
  const files: string[] = [];
  const folders = [root];
  for (let next = folders.pop(); next !== undefined; next = folders.pop())
    for (const entry of readdirSync(next, { withFileTypes: true })) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') folders.push(path);
      else if (entry.isFile()) files.push(path);
    }
  return files.sort();
}

function someTable(): EmbeddingTable {
  const nVocabulary = 24_576;
  const nBuckets = 8192;
  const nRows = nVocabulary + nBuckets;
  const terms = new Set<number>();
  for (let i = 0; terms.size < nVocabulary; i++)
    terms.add((Math.imul(i, 0x9e3779b1) >>> 0) * 2_097_152 + (Math.imul(i, 0x85ebca6b) >>> 11));
  return {
    identity: `bench ${dims}`,
    dims,
    terms: Float64Array.from(terms).sort(),
    rows: Int8Array.from({ length: nRows * dims }, (_, i) => Math.imul(i, 0x9e3779b1) >> 24),
    scales: new Float32Array(nRows).fill(0.01),
    nBuckets,
  };
}

const reading = clock();
const preparing = clock();
const adding = clock();
const finishing = clock();
const paths: string[] = [];
const words: number[][] = [];
let textBytes = 0;
let nWindows = 0;
let nSymbols = 0;
let segmentBytes = 0;

function build(): number {
  const builder = new SegmentBuilder(loadKernels(wasmPath), dims === 0 ? undefined : someTable());
  const flush = (): void => {
    const bytes = clocked(finishing, () => builder.finish());
    const path = join(folder, `${paths.length}.vibe`);
    writeFileSync(path, bytes);
    segmentBytes += bytes.length;
    paths.push(path);
    builder.reset();
  };
  let nFiles = 0;
  for (const path of listFiles()) {
    if (textBytes > limitBytes) break;
    const { size, mtimeMs } = statSync(path);
    if (size > 1_000_000) continue;
    const bytes = clocked(reading, () => readFileSync(path));
    if (bytes.includes(0)) continue;
    const input = clocked(preparing, () => {
      const starts = lineStartsOf(bytes);
      const language = languageOf(path, bytes);
      return { language: language.id, outline: outline(bytes, language, starts), windows: cutWindows(bytes, starts) };
    });
    clocked(adding, () =>
      builder.add({
        path: relative(root, path),
        sizeBytes: size,
        mtimeMs,
        contentHash: new Uint8Array(16),
        role: 'source',
        bytes,
        ...input,
      }),
    );
    nFiles++;
    textBytes += size;
    nWindows += input.windows.count;
    nSymbols += input.outline.length;
    if (nFiles % 37 === 0) words.push(wordsOf(bytes));
    if (builder.sizeBytes > 32 << 20) flush();
  }
  if (builder.nFiles > 0) flush();
  return nFiles;
}

/** Returns some terms from the middle of a text, as in a question. */
function wordsOf(bytes: Uint8Array): number[] {
  const terms: number[] = [];
  eachTerm(bytes, bytes.length >> 1, Math.min(bytes.length, (bytes.length >> 1) + 400), term => terms.push(term));
  return [...new Set(terms)].slice(0, 6);
}

const quantile = (values: readonly number[], q: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * q)] ?? 0;
const round = (value: number): number => Math.round(value * 100) / 100;

function ask(label: string, segments: readonly string[]): void {
  const spec: SnapshotSpec = {
    folder: 'bench',
    root,
    generation: 1,
    segments: segments.map(path => ({ path, deletedFiles: [] })),
    overlays: [],
  };
  const { result: store, ms: loadMs } = timed(
    () =>
      new SegmentStore(loadKernels(wasmPath), 64 << 20, (_folder, problem) => {
        throw new Error(problem.reason);
      }),
  );
  const { result: snapshot, ms: openMs } = timed(() => store.snapshot(spec));
  const scoring = {
    fields: { body: 1, names: 2, topNames: 1, comments: 0.2 },
    k1: 1.2,
    b: 0.75,
    averageTokens: snapshot.totals.tokens.body / snapshot.totals.nWindows,
  };
  const ranked: number[] = [];
  const whole: number[] = [];
  const vectors: number[] = [];
  const vector = Int8Array.from({ length: Math.max(dims, 16) }, (_, i) => (i * 37) % 127);
  const { ms: firstMs } = timed(() => snapshot.topWindows([{ term: words[0]![0]!, weight: 1 }], scoring, 10));
  for (let round = 0; round < 3; round++)
    for (const terms of words) {
      const start = performance.now();
      const df = snapshot.documentFrequencies(terms);
      const weighted = terms.map((term, i) => ({ term, weight: Math.log(1 + snapshot.totals.nWindows / (1 + df[i]!)) }));
      const hits = snapshot.topWindows(weighted, scoring, 200);
      const middle = performance.now();
      const files = [...new Set([...hits.ids].map(id => snapshot.fileOfWindow(id)))].slice(0, 120);
      snapshot.gather(weighted, scoring, files, 3);
      if (round > 0) {
        ranked.push(middle - start);
        whole.push(performance.now() - start);
      }
      if (round > 0 && dims > 0 && vectors.length < 60) vectors.push(timed(() => snapshot.topCosines(vector, 100)).ms);
    }
  rows[`${label}: open, ms`] = round(openMs);
  rows[`${label}: kernels loaded, ms`] = round(loadMs);
  rows[`${label}: first question, ms`] = round(firstMs);
  rows[`${label}: top 200 windows p50 / p95, ms`] = `${round(quantile(ranked, 0.5))} / ${round(quantile(ranked, 0.95))}`;
  rows[`${label}: with exact counts of 120 files p50 / p95, ms`] = `${round(quantile(whole, 0.5))} / ${round(quantile(whole, 0.95))}`;
  if (vectors.length > 0)
    rows[`${label}: top 100 cosines p50 / p95, ms`] = `${round(quantile(vectors, 0.5))} / ${round(quantile(vectors, 0.95))}`;
  rows[`${label}: search memory, MB`] = round(store.stats.memory.size / 1e6);
  store.dispose();
}

try {
  const nFiles = build();
  const rate = (of: Clock): number => round(textBytes / 1000 / of.cpuMs);
  rows['files / windows / symbols'] = `${nFiles} / ${nWindows} / ${nSymbols}`;
  rows['text, MB'] = round(textBytes / 1e6);
  rows['read, CPU ms'] = round(reading.cpuMs);
  rows['lines, windows, outline, CPU ms'] = round(preparing.cpuMs);
  rows['tokenise, invert, embed: CPU ms / MB a CPU second'] = `${round(adding.cpuMs)} / ${rate(adding)}`;
  rows['encode: CPU ms / MB a CPU second'] = `${round(finishing.cpuMs)} / ${rate(finishing)}`;
  rows['segments / MB'] = `${paths.length} / ${round(segmentBytes / 1e6)}`;
  ask('apart', paths);
  const merged = join(folder, 'merged.vibe');
  const file = openSync(merged, 'w');
  const merging = timed(() =>
    mergeSegments(
      paths.map(from => ({ from, deletedFiles: [] })),
      loadKernels(wasmPath),
      bytes => writeSync(file, bytes),
      () => {},
    ),
  );
  closeSync(file);
  rows['merge: CPU ms / MB of segments a CPU second'] = `${round(merging.cpuMs)} / ${round(segmentBytes / 1000 / merging.cpuMs)}`;
  rows['merged, MB'] = round(statSync(merged).size / 1e6);
  ask('merged', [merged]);
  rows['peak memory, MB'] = round(process.resourceUsage().maxRSS / 1000);
} finally {
  rmSync(folder, { recursive: true });
}
if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
else for (const [name, value] of Object.entries(rows)) process.stdout.write(`${name.padEnd(62)} ${value}\n`);
