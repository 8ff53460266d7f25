/**
 * `npm run bench -- quality --bench DIR --mirror DIR`: NDCG@10 of the ranking on the public code-search benchmark (DIR/repos.json and
 * DIR/annotations) and, with `--commits N`, on commit messages of all other repositories of the mirror. `--ablate` leaves out one part at a
 * time, `--parts a,b` restricts it to these; `--out FILE` writes a document. "Fitted" weights are those that ship; "left out" fits again
 * without the scored repository.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadStaticTable } from '../../server/embedding/static-table-file.js';
import { changeFeatures, featureGroups, featureNames } from '../../server/search/rank/feature-names.js';
import { decodeWeights, plainWeights } from '../../server/search/rank/ranking-weights.js';
import { type ExaminedFolder, examineFolder } from '../../server/training/ranker/examine-folder.js';
import { fitWeights, shippedFit } from '../../server/training/ranker/fit-weights.js';
import { benchmarkFolders, commitFolder, slugOf } from '../../server/training/ranker/judged-folders.js';
import { forAll, meanOf, meansBy, type Score, scoreAll, scoreLeftOut } from '../../server/training/ranker/quality.js';
import { pairedGain } from '../../server/training/ranker/ranking-metrics.js';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    bench: { type: 'string', default: 'bench/code-search' },
    mirror: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    commits: { type: 'string', default: '0' },
    table: { type: 'string', default: join(dist, 'static-table.bin') },
    weights: { type: 'string', default: join(dist, 'ranking-weights.json') },
    ridge: { type: 'string', default: String(shippedFit.ridge) },
    ablate: { type: 'boolean', default: false },
    /** Comma-separated names of the parts to leave out; all if empty. */
    parts: { type: 'string', default: '' },
    /** A document that is rewritten with everything that is printed. */
    out: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});
const printed: string[] = [];
function print(line: string): void {
  printed.push(line);
  console.log(line);
}
const kernels = readFileSync(join(dist, 'kernels.wasm'));
const table = existsSync(values.table) ? loadStaticTable(values.table) : undefined;
const weights = existsSync(values.weights) ? decodeWeights(readFileSync(values.weights, 'utf8'), values.weights) : plainWeights;
const ridge = Number(values.ridge);
const only = values.only === '' ? undefined : new Set(values.only.split(','));

const folders = benchmarkFolders(values.bench, values.mirror).filter(folder => only === undefined || only.has(folder.name));
const judged: ExaminedFolder[] = [];
for (const folder of folders) {
  const started = performance.now();
  const examined = examineFolder(folder, kernels, table, weights.ofTerms);
  judged.push(examined);
  if (!values.json) {
    const scores = scoreAll([examined], weights);
    const missed = examined.queries.reduce((sum, query) => sum + query.nMissed, 0);
    print(
      `${folder.name.padEnd(20)} ${folder.language.padEnd(11)} ndcg@10 ${meanOf(scores).toFixed(3)}  missed ${missed}  ${Math.round(performance.now() - started)} ms`,
    );
  }
}

const shipped = scoreAll(judged, weights);
// As the shipped weights were fitted: towards a share of the weights from commit messages, which are independent of these questions.
const options = { ridge, prior: weights.ofChanges.map(weight => weight * shippedFit.priorShare), without: changeFeatures };
const leftOut = scoreLeftOut(judged, options);
report(`shipped weights (${weights.origin})`, shipped);
report(`repositories left out in turn, ridge ${ridge}`, leftOut);

if (Number(values.commits) > 0) {
  const known = new Set(
    (JSON.parse(readFileSync(join(values.bench, 'repos.json'), 'utf8')) as { url: string }[]).map(({ url }) => slugOf(url)),
  );
  const others: ExaminedFolder[] = [];
  for (const name of readdirSync(values.mirror)) {
    const bare = join(values.mirror, name, 'repo');
    if (known.has(name) || !existsSync(bare)) continue;
    const folder = commitFolder(bare, Number(values.commits), 7);
    if (folder !== undefined) others.push(examineFolder(folder, kernels, table, weights.ofTerms));
  }
  report(`commit messages of ${others.length} other repositories, shipped weights`, scoreAll(others, weights));
  const fitted = fitWeights(
    judged.flatMap(folder => folder.queries),
    options,
  );
  report('commit messages, weights fitted on the benchmark only', scoreAll(others, forAll(fitted)));
}

/** Folders left out together in the ablation, which divides the number of fits. */
const atOnce = 4;

if (values.ablate) {
  const whole = scoreLeftOut(judged, options, undefined, atOnce);
  const parts = new Map<string, Set<string>>(
    [...new Set(featureGroups)].map(group => [group, new Set(featureNames.filter((_, i) => featureGroups[i] === group))]),
  );
  parts.set('copies for one word', new Set(featureNames.filter(name => name.startsWith('single:'))));
  print(`\nleft out, fitted again, ${atOnce} repositories left out at a time: ndcg@10, paired gain of the part, gain by kind and language`);
  print(`${'whole'.padEnd(22)} ${meanOf(whole).toFixed(4)}`);
  const named = values.parts === '' ? undefined : new Set(values.parts.split(','));
  for (const [name, without] of parts)
    if (named?.has(name) ?? true)
      ablation(name, whole, scoreLeftOut(judged, { ...options, without: without.union(changeFeatures) }, undefined, atOnce));
  for (const shares of [{ cosBest: 1 }, { cosTop: 1 }, { cosBest: 1, cosPath: 0.3 }, { windowMax: 1 }, { fileMax: 1 }]) {
    const alone = scoreAll(
      judged,
      forAll(Float64Array.from(featureNames, name => (shares as Readonly<Record<string, number>>)[name] ?? 0)),
    );
    const title = Object.entries(shares).map(([name, share]) => (share === 1 ? name : `${share} ${name}`));
    print(`${`${title.join(' + ')} alone`.padEnd(22)} ${meanOf(alone).toFixed(4)}`);
  }
  if (named?.has('re-ranker') ?? true) ablation('re-ranker', whole, scoreAll(judged, forAll(plainWeights.values)));
}

if (values.out !== '') {
  const command = 'npm run bench -- quality --bench DIR --mirror DIR --ablate --out server/search/data/QUALITY.md';
  const text = printed.join('\n').replace(/ {2}\d+ ms$/gm, '');
  writeFileSync(values.out, `# Quality of the ranking\n\nWritten by \`${command}\`.\n\n\`\`\`\n${text}\n\`\`\`\n`);
}

function ablation(name: string, whole: readonly Score[], less: readonly Score[]): void {
  const { gain, error } = pairedGain(
    whole.map(score => score.ndcg),
    less.map(score => score.ndcg),
  );
  const by = (key: 'kind' | 'language'): string => {
    const before = meansBy(less, key);
    return [...meansBy(whole, key)].map(([group, { ndcg }]) => `${group} ${(ndcg - before.get(group)!.ndcg).toFixed(3)}`).join('  ');
  };
  print(`${name.padEnd(22)} ${meanOf(less).toFixed(4)}  ${gain.toFixed(4)} +- ${error.toFixed(4)}\n  ${by('kind')}\n  ${by('language')}`);
}

function report(title: string, scores: readonly Score[]): void {
  if (values.json) {
    print(
      JSON.stringify({
        title,
        ndcg: meanOf(scores),
        n: scores.length,
        kinds: Object.fromEntries(meansBy(scores, 'kind')),
        languages: Object.fromEntries(meansBy(scores, 'language')),
      }),
    );
    return;
  }
  const row = (map: ReturnType<typeof meansBy>): string =>
    [...map].map(([name, { ndcg, n }]) => `${name} ${ndcg.toFixed(3)} (${n})`).join('  ');
  print(`\n${title}: ndcg@10 ${meanOf(scores).toFixed(4)} over ${scores.length} questions`);
  print(`  ${row(meansBy(scores, 'kind'))}`);
  print(`  ${row(meansBy(scores, 'language'))}`);
}
