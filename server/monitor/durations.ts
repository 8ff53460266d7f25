/**
 * Durations of one operation over many runs: a list of values with weights, taken from histograms and merged. Values are in microseconds.
 * The list stays short however much is merged. Pure.
 */

/** Pairs of value and weight, ascending by value. */
export type Durations = readonly (readonly [us: number, weight: number])[];

interface Quantiles {
  readonly count: number;
  percentile(percentile: number): number;
}

const mostPairs = 128;
/**
 * Percentiles to read, with the share of the weight that each stands for. Finer towards the end, because slow runs are what a person looks
 * for.
 */
const grid: readonly (readonly [percentile: number, share: number])[] = [
  ...Array.from({ length: 30 }, (_, i) => [i * 3 + 1.5, 0.03] as const),
  ...Array.from({ length: 18 }, (_, i) => [90 + i * 0.5 + 0.25, 0.005] as const),
  ...Array.from({ length: 10 }, (_, i) => [99 + i * 0.1 + 0.05, 0.001] as const),
];

export function durationsOf(histogram: Quantiles): Durations {
  const { count } = histogram;
  if (count === 0) return [];
  const pairs =
    count <= mostPairs
      ? Array.from({ length: count }, (_, i) => [histogram.percentile(((i + 0.5) / count) * 100), 1] as const)
      : grid.map(([percentile, share]) => [histogram.percentile(percentile), share * count] as const);
  return merge(pairs, []);
}

/** Merges two lists. Equal values become one pair; a list that grows too long is thinned, least at its tail. */
export function merge(a: Durations, b: Durations): Durations {
  const sorted = [...a, ...b].toSorted((x, y) => x[0] - y[0]);
  const pairs: [number, number][] = [];
  for (const [us, weight] of sorted) {
    const last = pairs.at(-1);
    if (last?.[0] === us) last[1] += weight;
    else pairs.push([us, weight]);
  }
  if (pairs.length <= mostPairs) return pairs;
  const total = countOf(pairs);
  return merge(
    grid.map(([percentile, share]) => [quantile(pairs, percentile / 100), share * total] as const),
    [],
  );
}

export const countOf = (durations: Durations): number => durations.reduce((sum, [, weight]) => sum + weight, 0);

/** Returns the value below which `share` of the weight lies, or 0 for an empty list. */
export function quantile(durations: Durations, share: number): number {
  const wanted = countOf(durations) * share;
  let sum = 0;
  for (const [us, weight] of durations) {
    sum += weight;
    if (sum >= wanted - 1e-9) return us;
  }
  return durations.at(-1)?.[0] ?? 0;
}
