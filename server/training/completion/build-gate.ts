/**
 * Fits the gate of the built-in completer: `npm run train -- completion-gate --corpus REPO …` (bare or not). The rule is chosen on
 * repositories that the trees of its half have not seen; the shipped trees are then fitted on all of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type GateWeights, gateProbability } from '../../completion/gate.js';
import { gateFeatureNames } from '../../completion/gate-features.js';
import { LineCompleter } from '../../completion/line-completer.js';
import { log } from '../log.js';
import { Random } from '../random.js';
import { type BoostedTrees, boostTrees } from './boosted-trees.js';
import { chooseRule, ruleFigures } from './choose-rule.js';
import { GateSamples } from './gate-samples.js';
import { replayedHistory } from './replay-lines.js';

export interface GateRequest {
  readonly corpora: readonly string[];
  readonly nCommits: number;
  readonly nLines: number;
  readonly out: string;
  readonly seed: number;
}

const options = { nTrees: 120, depth: 5, rate: 0.12, ridge: 5, minRows: 60 } as const;
const aims = { minPrecision: 0.51, maxShown: 0.78 } as const;

export function buildGate({ corpora, nCommits, nLines, out, seed }: GateRequest): void {
  const samples = new GateSamples();
  for (const root of corpora) {
    const { workspace, lines } = replayedHistory(root, nCommits, nLines, new Random(seed));
    const completer = new LineCompleter(undefined);
    for (const { path, text } of workspace) completer.addFile(path, text);
    samples.addRepository(completer, lines);
    log(`${root}: ${lines.length} lines, ${samples.nRows} suggestions so far`);
  }
  const all = [...samples.repositories.keys()];
  const unseen = new Float32Array(samples.nRows);
  for (const half of [0, 1]) {
    const trees = boostTrees(
      samples,
      rowsOf(
        samples,
        all.filter(i => i % 2 !== half),
      ),
      options,
    );
    score(
      samples,
      trees,
      rowsOf(
        samples,
        all.filter(i => i % 2 === half),
      ),
      unseen,
    );
  }
  const chosen = chooseRule(samples, unseen, all, aims);
  if (chosen === undefined) throw new Error('No rule reaches the aims; the gate is not written');
  log(`rule ${JSON.stringify(chosen.rule)}: ${JSON.stringify(chosen.figures)}`);
  for (const minPrecision of [0.3, 0.4, 0.5, 0.6]) {
    const at = chooseRule(samples, unseen, all, { minPrecision, maxShown: 9 });
    log(`precision ${minPrecision}: ${JSON.stringify(at)}`);
  }
  for (const i of all) log(`${corpora[i]}: ${JSON.stringify(ruleFigures(samples, unseen, [i], chosen.rule))}`);
  const { base, trees } = boostTrees(samples, rowsOf(samples, all), options);
  const weights: GateWeights = { version: 1, features: [...gateFeatureNames], base, trees: [...trees], rule: chosen.rule };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(weights)}\n`);
  log(`written to ${out}`);
}

function rowsOf(samples: GateSamples, repositories: readonly number[]): Uint32Array {
  const rows: number[] = [];
  for (const i of repositories)
    for (let row = samples.firstRows[i]!, end = samples.firstRows[i + 1] ?? samples.nRows; row < end; row++) rows.push(row);
  return Uint32Array.from(rows);
}

function score(samples: GateSamples, trees: BoostedTrees, rows: Uint32Array, into: Float32Array): void {
  const { features, nFeatures } = samples;
  const weights = { base: trees.base, trees: [...trees.trees] };
  for (const row of rows) into[row] = gateProbability(weights, features.subarray(row * nFeatures, (row + 1) * nFeatures));
}
