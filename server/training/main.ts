/**
 * The offline trainer, run by `npm run train -- table --corpus FOLDER …`. Corpora are plain folders, clones or bare repositories;
 * nothing of them is kept but the numbers of the table.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildTable } from './build-table.js';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string', multiple: true, default: [] },
    /** FOLDER or FOLDER@REVISION: left out by content, wherever copies of it stand. */
    exclude: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: 'server/embedding/data/static-table.bin' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    terms: { type: 'string', default: '40960' },
    buckets: { type: 'string', default: '8192' },
    dims: { type: 'string', default: '128' },
    epochs: { type: 'string', default: '3' },
  },
});
if (positionals[0] !== 'table' || values.corpus.length === 0) {
  console.error(
    'usage: npm run train -- table --corpus FOLDER [--corpus FOLDER …] [--exclude FOLDER[@REVISION] …] [--out FILE] [--epochs N]',
  );
  process.exit(2);
}
await buildTable({
  corpora: values.corpus,
  excluded: values.exclude,
  out: values.out,
  seed: Number(values.seed),
  nThreads: Number(values.threads),
  nTerms: Number(values.terms),
  nBuckets: Number(values.buckets),
  dims: Number(values.dims),
  epochs: Number(values.epochs),
  workerEntry: join(here, 'train-worker.js'),
  denseModule: Uint8Array.from(readFileSync(join(here, 'dense.wasm'))),
});
