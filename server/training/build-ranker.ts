/**
 * Fits the weights of the ranker: first on commit messages of the corpora, then on the labels of the benchmark folders, pulled towards a
 * share of the first fit. Reports how good both are, the benchmark with its folders left out in turn.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadStaticTable } from '../embedding/static-table-file.js';
import { FolderEngine } from '../search/folder-engine.js';
import { changeFeatures, featureNames } from '../search/rank/feature-names.js';
import { encodeWeights } from '../search/rank/ranking-weights.js';
import { log } from './log.js';
import { type ExaminedFolder, examineFolder, examineQueries, newStore, openFolder } from './ranker/examine-folder.js';
import { fitTermWeights } from './ranker/fit-term-weights.js';
import { fitWeights } from './ranker/fit-weights.js';
import { benchmarkFolders, commitFolder } from './ranker/judged-folders.js';
import { forAll, meanOf, type Score, scoreAll, scoreLeftOut } from './ranker/quality.js';
import { termSamples } from './ranker/term-samples.js';

export interface RankerRequest {
  /** Contains repos.json and annotations/. */
  readonly bench: string;
  readonly mirror: string;
  readonly corpora: readonly string[];
  readonly commitsPerRepository: number;
  readonly table: string;
  readonly kernels: string;
  readonly out: string;
  readonly seed: number;
  readonly ridge: number;
  /** Ridge of the fit on commits. */
  readonly commitRidge: number;
  /** Share of the commits' weights that the benchmark's fit is pulled towards. */
  readonly priorShare: number;
}

/**
 * Half-typed and mistyped names occur in hardly any benchmark question, so this weight cannot be fitted. A person who types such a name has
 * typed nothing else.
 */
const setByHand: Readonly<Record<string, number>> = { definesNear: 4 };
/**
 * Upper bounds of weights. The benchmark's folders contain few tests and copies, so a fit on them alone hardly lowers these, although a
 * person wants the original first.
 */
const atMost: Readonly<Record<string, number>> = {
  roleTest: -1.8,
  roleVendored: -1.8,
  roleGenerated: -1.2,
  roleExample: -0.8,
  roleDocs: -0.8,
  notCode: -0.5,
};

export function adjusted(weights: Float64Array): Float64Array {
  return weights.map((weight, i) => {
    const name = featureNames[i]!;
    return setByHand[name] ?? Math.min(weight, atMost[name] ?? weight);
  });
}

/** Number of parts of the commit folders that are left out in turn. */
const nFolds = 5;

export function buildRanker(request: RankerRequest): void {
  const { ridge, commitRidge, priorShare, commitsPerRepository, seed } = request;
  const kernels = readFileSync(request.kernels);
  const table = loadStaticTable(request.table);
  const store = newStore(kernels);
  const opened = (commitsPerRepository > 0 ? request.corpora : []).flatMap(corpus => {
    const folder = commitFolder(corpus, commitsPerRepository, seed);
    return folder === undefined ? [] : [{ folder, search: openFolder(folder, kernels, table, { store }) }];
  });
  log(`${opened.length} repositories of commits indexed`);
  const samples = opened.map(({ folder, search }) => termSamples(search, folder.queries));
  const ofTerms = opened.length === 0 ? undefined : fitTermWeights(samples.flat());
  // Each folder is scored with term weights fitted on the other folders, so that the ranking learns how far they can be trusted.
  const byFold = Array.from({ length: nFolds }, (_, fold) => fitTermWeights(samples.filter((__, i) => i % nFolds !== fold).flat()));
  const commits = opened.map(({ folder, search }, i) =>
    examineQueries(folder, new FolderEngine(search.spec, search.snapshot, table, byFold[i % nFolds])),
  );
  const judged = benchmarkFolders(request.bench, request.mirror).map(folder => examineFolder(folder, kernels, table, ofTerms));
  log(`${judged.length} folders of the benchmark and ${commits.length} of commits examined`);
  const asked = commits.flatMap(folder => folder.queries);
  const fromCommits = asked.length === 0 ? undefined : fitWeights(asked, { ridge: commitRidge });
  const prior = fromCommits?.map(weight => weight * priorShare);
  const options = { ridge, without: changeFeatures, ...(prior === undefined ? {} : { prior }) };
  const values = adjusted(
    fitWeights(
      judged.flatMap(folder => folder.queries),
      options,
    ),
  );
  const weights = { values, ofChanges: fromCommits === undefined ? values : adjusted(fromCommits), ofTerms };
  const leftOut = meanOf(scoreLeftOut(judged, options, adjusted)).toFixed(4);
  const fitted = meanOf(scoreAll(judged, weights)).toFixed(4);
  log(`benchmark: fitted ${fitted}, folders left out in turn ${leftOut}`);
  let origin = `${judged.length} folders of the public code-search benchmark (NDCG@10 ${fitted} fitted, ${leftOut} left out in turn)`;
  if (fromCommits !== undefined) {
    const commitsLeftOut = meanOf(changesLeftOut(commits, values, commitRidge)).toFixed(4);
    log(
      `commit messages: fitted ${meanOf(scoreAll(commits, weights)).toFixed(4)}, a fifth of the folders left out in turn ${commitsLeftOut}`,
    );
    log(`with the weights of questions: ${meanOf(scoreAll(commits, forAll(values))).toFixed(4)}`);
    origin += `, towards ${priorShare} of a fit on ${asked.length} commit messages of ${commits.length} other repositories; texts that read as changes have the weights of that fit (${commitsLeftOut} over all messages, a fifth of the repositories left out in turn)`;
  }
  mkdirSync(dirname(request.out), { recursive: true });
  writeFileSync(request.out, encodeWeights({ ...weights, origin: `${origin}; ridge ${ridge}, table ${table.identity}` }));
  log(`wrote ${request.out}`);
}

/** Scores with weights for changes that were fitted without the scored folders. */
function changesLeftOut(commits: readonly ExaminedFolder[], values: Float64Array, ridge: number): readonly Score[] {
  return Array.from({ length: nFolds }, (_, fold) => fold).flatMap(fold => {
    const others = commits.filter((_, i) => i % nFolds !== fold).flatMap(folder => folder.queries);
    const scored = commits.filter((_, i) => i % nFolds === fold);
    return [...scoreAll(scored, { values, ofChanges: adjusted(fitWeights(others, { ridge })) })];
  });
}
