/** Quality figures of a set of judged folders: by kind, by language, fitted, and with folders left out in turn. Pure except for time. */
import type { RankingWeights } from '../../search/rank/score.js';
import type { ExaminedFolder } from './examine-folder.js';
import { type FitOptions, fitWeights } from './fit-weights.js';
import { mean, ndcgOf } from './ranking-metrics.js';

export interface Score {
  readonly folder: string;
  readonly language: string;
  readonly kind: string;
  readonly ndcg: number;
}

export type ScoringWeights = Pick<RankingWeights, 'values' | 'ofChanges'>;

/** Uses the same weights for all kinds of questions. */
export const forAll = (values: Float64Array): ScoringWeights => ({ values, ofChanges: values });

export const scoreAll = (folders: readonly ExaminedFolder[], { values, ofChanges }: ScoringWeights): readonly Score[] =>
  folders.flatMap(({ name, language, queries }) =>
    queries.map(query => ({ folder: name, language, kind: query.kind, ndcg: ndcgOf(query, query.isChange ? ofChanges : values) })),
  );

/** Scores each folder with weights that were fitted on the others; `atOnce` folders are left out together. */
export const scoreLeftOut = (
  folders: readonly ExaminedFolder[],
  options: FitOptions,
  adjust: (weights: Float64Array) => Float64Array = weights => weights,
  atOnce = 1,
): readonly Score[] =>
  Array.from({ length: Math.ceil(folders.length / atOnce) }, (_, i) => folders.slice(i * atOnce, (i + 1) * atOnce)).flatMap(scored => {
    const others = folders.filter(other => !scored.includes(other)).flatMap(other => other.queries);
    return scoreAll(scored, forAll(adjust(fitWeights(others, options))));
  });

export const meanOf = (scores: readonly Score[]): number => mean(scores.map(score => score.ndcg));

export function meansBy(
  scores: readonly Score[],
  key: 'folder' | 'language' | 'kind',
): ReadonlyMap<string, { readonly ndcg: number; readonly n: number }> {
  const groups = Map.groupBy(scores, score => score[key]);
  return new Map([...groups].map(([name, group]) => [name, { ndcg: meanOf(group), n: group.length }]));
}
