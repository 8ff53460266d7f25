/** A search over files in memory, with the product's own steps: indexed, opened, ranked. Results read the texts given here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmbeddingTable } from '../../server/embedding/static-table.js';
import { loadStaticTable } from '../../server/embedding/static-table-file.js';
import { wasmKernels } from '../../server/kernels/load-kernels.js';
import type { Place } from '../../server/protocol/place.js';
import { decodeWeights } from '../../server/search/rank/ranking-weights.js';
import { SearchEngine } from '../../server/search/search-engine.js';
import { SegmentStore } from '../../server/snapshot/segment-store.js';
import { segmentOfFiles } from '../../server/training/segment-of-files.js';

const root = join(import.meta.dirname, '../..');
const kernels = readFileSync(join(root, 'dist/kernels.wasm'));
let model: EmbeddingTable | undefined;
export const shippedModel = (): EmbeddingTable => (model ??= loadStaticTable(join(root, 'server/embedding/data/static-table.bin')));
const weightsPath = join(root, 'server/search/data/ranking-weights.json');
const weights = decodeWeights(readFileSync(weightsPath, 'utf8'), weightsPath);

export const folderUri = 'file:///fixture';

/** Parses files from text in which each begins with a line `//- path`. A `¶` marks a line that a test asks for and is removed. */
export function parseFiles(fixture: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const section of fixture.split(/^\/\/- /m).slice(1)) {
    const end = section.indexOf('\n');
    files.set(section.slice(0, end).trim(), section.slice(end + 1));
  }
  return files;
}

export interface MemorySearch {
  search(query: string, limit?: number): readonly Place[];
  readonly service: SearchEngine;
}

export function aSearch(fixture: string | ReadonlyMap<string, string>, options: { readonly withModel?: boolean } = {}): MemorySearch {
  const files = typeof fixture === 'string' ? parseFiles(fixture) : fixture;
  const table = options.withModel === false ? undefined : shippedModel();
  const encoder = new TextEncoder();
  const bytes = segmentOfFiles(
    Array.from(files, ([path, text]) => ({ path, bytes: encoder.encode(text) })),
    kernels,
    table,
  );
  const store = new SegmentStore(wasmKernels(kernels), 32 << 20, (_, problem) => {
    throw new Error(problem.reason);
  });
  const service = new SearchEngine({ open: spec => store.snapshot(spec), close: folder => store.drop(folder), model: table, weights });
  for (const [path, text] of files) service.texts.setUnsaved(join('/nowhere', path), text);
  service.use({
    folder: folderUri,
    root: '/nowhere',
    generation: 1,
    segments: [{ path: 'memory', bytes, deletedFiles: [] }],
    overlays: [],
  });
  return { service, search: (query, limit = 10) => service.search({ query, limit }, () => undefined).places };
}
