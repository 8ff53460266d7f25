/**
 * The offline trainer: `npm run train -- table --corpus FOLDER …` and `npm run train -- ranker --bench DIR --mirror DIR`. Corpora are plain
 * folders, clones or bare repositories; only the numbers of the table are kept from them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildRanker } from './build-ranker.js';
import { buildTable } from './build-table.js';
import { buildGate } from './completion/build-gate.js';
import { shippedFit } from './ranker/fit-weights.js';
import { benchmarkRevisions } from './ranker/judged-folders.js';

const here = dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string', multiple: true, default: [] },
    /** A list of public repositories, read from `mirror`; those of `bench` are then left out by content. */
    corpora: { type: 'string', default: '' },
    /** FOLDER or FOLDER@REVISION: left out by content, including copies elsewhere. */
    exclude: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    threads: { type: 'string', default: '2' },
    terms: { type: 'string', default: '40960' },
    buckets: { type: 'string', default: '8192' },
    dims: { type: 'string', default: '128' },
    /** Dimensions to train, before the reduction to `dims`. */
    wide: { type: 'string', default: '256' },
    epochs: { type: 'string', default: '4' },
    /** Labels, bare repositories as OWNER+NAME/repo, questions per repository, strength of the prior. */
    bench: { type: 'string', default: '' },
    mirror: { type: 'string', default: '' },
    commits: { type: 'string', default: '48' },
    /** Lines that are typed again, per repository. */
    lines: { type: 'string', default: '200' },
    table: { type: 'string', default: 'server/embedding/data/static-table.bin' },
    ridge: { type: 'string', default: String(shippedFit.ridge) },
    'commit-ridge': { type: 'string', default: '20' },
    prior: { type: 'string', default: String(shippedFit.priorShare) },
  },
});
const listed =
  values.corpora === ''
    ? { learn: [], judge: [], completion: [] }
    : // Written by the person who trains; a wrong file fails at its first use.
      (JSON.parse(readFileSync(values.corpora, 'utf8')) as Readonly<Record<'learn' | 'judge' | 'completion', string[]>>);
const inMirror = (names: readonly string[]): string[] =>
  names.map(name => join(values.mirror, name, 'repo')).filter(folder => existsSync(folder));
const usage =
  'usage: npm run train -- table [--corpora FILE --mirror DIR --bench DIR] [--corpus FOLDER …] [--exclude FOLDER[@REVISION] …] [--out FILE] [--epochs N]\n' +
  '       npm run train -- ranker --bench DIR --mirror DIR [--corpus FOLDER …] [--commits N] [--table FILE] [--out FILE]\n' +
  '       npm run train -- completion-gate [--corpora FILE --mirror DIR] [--corpus REPOSITORY …] [--commits N] [--lines N] [--out FILE]';
const command = positionals[0];
if (command === 'table' && values.corpus.length + listed.learn.length > 0) {
  await buildTable({
    corpora: [...inMirror(listed.learn), ...values.corpus],
    excluded: [...(values.bench === '' ? [] : benchmarkRevisions(values.bench, values.mirror)), ...values.exclude],
    out: values.out ?? 'server/embedding/data/static-table.bin',
    seed: Number(values.seed),
    nThreads: Number(values.threads),
    nTerms: Number(values.terms),
    nBuckets: Number(values.buckets),
    dims: Number(values.dims),
    wideDims: Number(values.wide),
    epochs: Number(values.epochs),
    workerEntry: join(here, 'train-worker.js'),
    denseModule: Uint8Array.from(readFileSync(join(here, 'dense.wasm'))),
  });
} else if (command === 'ranker' && values.bench !== '' && values.mirror !== '') {
  buildRanker({
    bench: values.bench,
    mirror: values.mirror,
    corpora: [...inMirror([...listed.learn, ...listed.judge]), ...values.corpus],
    commitsPerRepository: Number(values.commits),
    table: values.table,
    kernels: join(here, '..', 'kernels.wasm'),
    out: values.out ?? 'server/search/data/ranking-weights.json',
    seed: Number(values.seed),
    ridge: Number(values.ridge),
    commitRidge: Number(values['commit-ridge']),
    priorShare: Number(values.prior),
  });
} else if (command === 'completion-gate' && values.corpus.length + listed.completion.length > 0) {
  buildGate({
    corpora: [...inMirror(listed.completion), ...values.corpus],
    nCommits: Number(values.commits),
    nLines: Number(values.lines),
    out: values.out ?? 'server/completion/data/completion-gate.json',
    seed: Number(values.seed),
  });
} else {
  console.error(usage);
  process.exit(2);
}
