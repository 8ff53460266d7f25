/** Segments and snapshots of small texts, with either implementation of the kernels. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EmbeddingTable } from '../../server/embedding/static-table.js';
import type { Kernels } from '../../server/kernels/kernels.js';
import { loadKernels } from '../../server/kernels/load-kernels.js';
import { SegmentBuilder } from '../../server/segment/build/segment-builder.js';
import type { SegmentInput, SegmentSymbol } from '../../server/segment/format/segment-input.js';
import type { IndexSnapshot } from '../../server/snapshot/index-snapshot.js';
import { type SegmentProblem, SegmentStore } from '../../server/snapshot/segment-store.js';
import { languageOf } from '../../server/text/language/languages.js';
import { cutWindows } from '../../server/text/windows.js';
import type { Random } from './random.js';

export const wasmPath = join(import.meta.dirname, '../../dist/kernels.wasm');
export const newKernels = (): Kernels => loadKernels(wasmPath);

export interface TestFile {
  readonly path: string;
  readonly text: string | Uint8Array;
  readonly outline?: readonly SegmentSymbol[];
  readonly windows?: SegmentInput['windows'];
}

export function inputOf({ path, text, outline = [], windows }: TestFile): SegmentInput {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return {
    path,
    sizeBytes: bytes.length,
    mtimeMs: 1_700_000_000_000 + bytes.length,
    contentHash: new Uint8Array(createHash('sha256').update(bytes).digest().subarray(0, 16)),
    language: languageOf(path).id,
    role: 'source',
    bytes,
    outline,
    windows: windows ?? cutWindows(bytes),
  };
}

interface BuildOptions {
  readonly kernels?: Kernels;
  readonly table?: EmbeddingTable;
  /** Size and modification time of the files on the disk, if they exist. */
  readonly stamp?: { readonly sizeBytes: number; readonly mtimeMs: number };
}

export function buildSegment(files: readonly TestFile[], options: BuildOptions = {}): Uint8Array<SharedArrayBuffer> {
  return buildSegments([files], options)[0]!;
}

/** Builds segments one after the other with the same builder. */
export function buildSegments(batches: readonly (readonly TestFile[])[], options: BuildOptions = {}): Uint8Array<SharedArrayBuffer>[] {
  const builder = new SegmentBuilder(options.kernels ?? newKernels(), options.table);
  return batches.map(files => {
    for (const file of files) builder.add({ ...inputOf(file), ...options.stamp });
    const bytes = builder.finish();
    builder.reset();
    return bytes;
  });
}

export interface OpenedSnapshot {
  readonly snapshot: IndexSnapshot;
  readonly store: SegmentStore;
  readonly problems: SegmentProblem[];
}

export function openSnapshot(
  segments: readonly { readonly bytes: Uint8Array<SharedArrayBuffer>; readonly deletedFiles?: readonly number[] }[],
  options: { readonly kernels?: Kernels; readonly cacheBytes?: number } = {},
): OpenedSnapshot {
  const problems: SegmentProblem[] = [];
  const store = new SegmentStore(options.kernels ?? newKernels(), options.cacheBytes ?? 4 << 20, (_folder, problem) =>
    problems.push(problem),
  );
  const snapshot = store.snapshot({
    folder: 'file:///test',
    root: '/test',
    generation: 1,
    segments: segments.map(({ bytes, deletedFiles = [] }, i) => ({ path: `segment ${i}`, bytes: bytes.buffer, deletedFiles })),
    overlays: [],
  });
  return { snapshot, store, problems };
}

const words =
  'get set worker pool http server parse token index merge read write page cache run stop the of queue error value node list map key'.split(
    ' ',
  );

/** Returns source-like text: identifiers in several styles, comments, strings, some of it not ASCII. */
export function randomSource(random: Random, nLines: number): string {
  const lines: string[] = [];
  for (let i = 0; i < nLines; i++) {
    const parts: string[] = [];
    for (let n = random.below(9); n > 0; n--) parts.push(randomToken(random));
    const line = parts.join(random.pick([' ', '(', '.', ' = ', '->']));
    lines.push(random.below(5) === 0 ? `// ${line}` : random.below(12) === 0 ? `/* ${line} */ ${line}` : line);
  }
  return `${lines.join('\n')}\n`;
}

function randomToken(random: Random): string {
  // Zipf-like: words early in the list are frequent.
  const word = (): string => words[Math.floor(words.length * random.next() ** 2)]!;
  switch (random.below(10)) {
    case 0:
      return word() + word()[0]!.toUpperCase() + word().slice(1);
    case 1:
      return `${word()}_${word()}`;
    case 2:
      return `${word().toUpperCase()}${random.below(40)}`;
    case 3:
      return random.pick(['日本語', 'größe', 'Привет', '"a // b"', "'x'", '漢字kanji', 'ﾃ', 'éÉa', '$scope', '__x__', 'HTTPServer2']);
    case 4:
      return `rare${random.below(5000)}`;
    default:
      return word();
  }
}

/** Returns definitions at random identifiers of the text. Some enclose others, some are qualified, and a few do not occur in the text. */
export function randomOutline(random: Random, text: string): SegmentSymbol[] {
  const starts = [...text.matchAll(/[A-Za-z_$][\w$]*/g)].map(match => ({
    name: match[0],
    start: Buffer.byteLength(text.slice(0, match.index)),
    line: text.slice(0, match.index).split('\n').length,
  }));
  const items: SegmentSymbol[] = [];
  for (const { name, start, line } of starts) {
    if (random.below(12) !== 0) continue;
    const nameEnd = start + name.length;
    const parent = items.length > 0 && random.below(3) === 0 ? random.below(items.length) : -1;
    items.push({
      kind: random.pick(['function', 'class', 'method', 'declaration', 'impl', 'constant'] as const),
      qualifier: random.below(7) === 0 ? 'Outer.Inner' : '',
      docStartLine: Math.max(1, line - random.below(3)),
      startLine: line,
      endLine: line + random.below(30),
      nameStart: start,
      nameEnd,
      parent,
    });
  }
  return items;
}

/** Returns a small embedding table with arbitrary rows. */
export function randomTable(random: Random, terms: readonly number[], dims = 32, nBuckets = 40): EmbeddingTable {
  const sorted = Float64Array.from(new Set(terms)).sort();
  const nRows = sorted.length + nBuckets;
  return {
    identity: `test ${dims}`,
    dims,
    terms: sorted,
    rows: Int8Array.from({ length: nRows * dims }, () => random.below(255) - 127),
    scales: Float32Array.from({ length: nRows }, () => random.next() * 0.02),
    nBuckets,
  };
}
