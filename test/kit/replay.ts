/** Replays recorded sessions against a predictor and the two simple ones that it must beat, with the same budget. */
import { readFileSync } from 'node:fs';
import { NextItemModel } from '../../server/cache/next-item-model.js';

export interface Replayed {
  readonly nEvents: number;
  /** Share of events that were among the guesses. */
  readonly model: number;
  readonly mostRecent: number;
  readonly mostFrequent: number;
  /** Share of the guesses that were useless. */
  readonly wasted: number;
}

interface History {
  readonly files: readonly string[];
  readonly commits: readonly (readonly number[])[];
}

export function histories(): Readonly<Record<string, History>> {
  // Relative to the project folder, where tests and benches run, because a bench is bundled elsewhere.
  const file = 'test/fixtures/sessions/histories.json';
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, History>;
}

/**
 * Guesses `budget` items before each event. The item that is already open is left out for all three predictors, because guessing it would
 * be useless.
 */
export function replay({ files, commits }: History, budget: number): Replayed {
  const events = commits.flatMap(commit => commit.map(i => `file:${files[i]}`));
  const model = new NextItemModel();
  const lastSeen = new Map<string, number>();
  const counts = new Map<string, number>();
  const hits = { model: 0, mostRecent: 0, mostFrequent: 0 };
  let nGuesses = 0;
  let nEvents = 0;
  let last = '';
  const top = (ranks: ReadonlyMap<string, number>) =>
    [...ranks]
      .filter(([item]) => item !== last)
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, budget)
      .map(([item]) => item);
  for (const [i, item] of events.entries()) {
    if (item === last) continue;
    nEvents++;
    const guesses = model.guess(budget, [], other => other !== last);
    nGuesses += guesses.length;
    if (guesses.some(guess => guess.item === item)) hits.model++;
    if (top(lastSeen).includes(item)) hits.mostRecent++;
    if (top(counts).includes(item)) hits.mostFrequent++;
    model.observe({ item, context: [] });
    lastSeen.set(item, i);
    counts.set(item, (counts.get(item) ?? 0) + 1);
    last = item;
  }
  return {
    nEvents,
    model: hits.model / nEvents,
    mostRecent: hits.mostRecent / nEvents,
    mostFrequent: hits.mostFrequent / nEvents,
    wasted: nGuesses === 0 ? 0 : 1 - hits.model / nGuesses,
  };
}
