import { describe, expect, test } from 'vitest';
import type { WindowScoring } from '../../../server/snapshot/snapshot-types.js';
import { eachTerm } from '../../../server/text/terms.js';
import { cutWindows } from '../../../server/text/windows.js';
import { Random } from '../../kit/random.js';
import { buildSegment, openSnapshot, randomSource, type TestFile } from '../../kit/segments.js';
import { termOf } from '../../kit/term-of.js';

const scoring: WindowScoring = { fields: { body: 1, names: 0, topNames: 0, comments: 0 }, k1: 1.2, b: 0.75, averageTokens: 200 };

/** Scores windows by BM25 without any index. */
function naiveScores(
  files: readonly TestFile[],
  terms: readonly { readonly term: number; readonly weight: number }[],
): Map<string, number> {
  const scores = new Map<string, number>();
  for (const { path, text } of files) {
    const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
    const windows = cutWindows(bytes);
    for (let w = 0; w < windows.count; w++) {
      const counts = new Map<number, number>();
      let length = 0;
      eachTerm(bytes, windows.startByte[w]!, windows.endByte[w]!, term => {
        counts.set(term, (counts.get(term) ?? 0) + 1);
        length++;
      });
      let score = 0;
      for (const { term, weight } of terms) {
        const tf = (counts.get(term) ?? 0) / (1 - scoring.b + (scoring.b * length) / scoring.averageTokens);
        score += (weight * tf * (scoring.k1 + 1)) / (scoring.k1 + tf);
      }
      if (score > 0) scores.set(`${path}:${windows.startLine[w]}`, score);
    }
  }
  return scores;
}

describe('topWindows', () => {
  for (const seed of [1, 2, 3]) {
    test(`returns what a scan of all windows finds, over several segments with deletions (seed ${seed})`, () => {
      const random = new Random(seed);
      const groups = [14, 2, 25].map((nFiles, g) =>
        Array.from({ length: nFiles }, (_, i): TestFile => ({ path: `dir${g}/file${i}.c`, text: randomSource(random, random.below(300)) })),
      );
      const deleted = groups.map(files => files.flatMap((_, i) => (random.below(6) === 0 ? [i] : [])));
      const { snapshot, problems } = openSnapshot(groups.map((files, g) => ({ bytes: buildSegment(files), deletedFiles: deleted[g]! })));
      const living = groups.flatMap((files, g) => files.filter((_, i) => !deleted[g]!.includes(i)));
      for (const query of [['work'], ['get', 'set', 'pool'], ['=workerpool', 'rare17', 'the'], ['merg', 'index', 'list', 'key', 'rare3']]) {
        const terms = query.map((word, i) => ({ term: termOf(word), weight: 1 + i * 0.7 }));
        const naive = naiveScores(living, terms);
        const expected = [...naive].sort((a, b) => b[1] - a[1]).slice(0, 20);
        const hits = snapshot.topWindows(terms, scoring, 20);
        expect(hits.ids.length).toBe(expected.length);
        for (const [i, [, score]] of expected.entries()) expect(hits.scores[i]).toBeCloseTo(score, 3);
        for (const [i, id] of hits.ids.entries()) {
          const window = snapshot.window(id);
          expect(naive.get(`${snapshot.file(window.file).path}:${window.startLine}`)).toBeCloseTo(hits.scores[i]!, 3);
        }
      }
      expect(problems).toEqual([]);
    });
  }
});
