import { describe, expect, test } from 'vitest';
import type { SymbolMatch } from '../../../server/segment/read/name-match.js';
import type { WindowScoring } from '../../../server/snapshot/snapshot-types.js';
import { buildSegment, openSnapshot } from '../../kit/segments.js';
import { termOf } from '../../kit/term-of.js';

const scoring: WindowScoring = { fields: { body: 1, names: 3, topNames: 2, comments: 1 }, k1: 1.2, b: 0.75, averageTokens: 20 };

const source = `// The worker pool: one worker each.
int workerPool(int worker) {
  char *text = "// no worker here";
  return helper(worker); /* worker */
}
`;
const nameStart = source.indexOf('workerPool');
const definition = {
  kind: 'function',
  qualifier: '',
  docStartLine: 1,
  startLine: 2,
  endLine: 5,
  nameStart,
  nameEnd: nameStart + 'workerPool'.length,
  parent: -1,
} as const;

test('terms are counted by field: body, names, names of the top level, comments', () => {
  const { snapshot } = openSnapshot([{ bytes: buildSegment([{ path: 'src/pool.c', text: source, outline: [definition] }]) }]);
  const terms = ['work', 'pool', '=workerpool', 'text'].map(word => ({ term: termOf(word), weight: 1 }));
  const { fileCounts, windowCounts, windows } = snapshot.gather(terms, scoring, [0], 1);
  const counts = [
    [7, 1, 1, 3],
    [2, 1, 1, 1],
    [1, 1, 1, 0],
    [1, 0, 0, 0],
  ];
  expect([...fileCounts]).toEqual(counts.flat());
  expect([...windowCounts]).toEqual(counts.flat());
  expect([...windows]).toEqual([0]);
  expect(snapshot.window(0)).toMatchObject({ file: 0, startLine: 1, endLine: 5, startByte: 0, endByte: source.length });
  expect(snapshot.documentFrequencies([termOf('work'), termOf('absent')])).toEqual(Uint32Array.of(1, 0));
  const paths = snapshot.topPaths(
    ['work', 'pool', 'src'].map((word, i) => ({ term: termOf(word), weight: 1 << i })),
    5,
  );
  expect([[...paths.ids], [...paths.scores]]).toEqual([[0], [6]]);
});

test('a window that defines a name at the top level ranks above one that only uses it', () => {
  const use = 'int main() { return workerPool(workerPool(1)); }\n';
  const { snapshot } = openSnapshot([
    {
      bytes: buildSegment([
        { path: 'use.c', text: use },
        { path: 'pool.c', text: source, outline: [definition] },
      ]),
    },
  ]);
  const hits = snapshot.topWindows([{ term: termOf('=workerpool'), weight: 1 }], scoring, 2);
  expect([...hits.ids].map(id => snapshot.file(snapshot.fileOfWindow(id)).path)).toEqual(['pool.c', 'use.c']);
});

describe('symbolsNamed', () => {
  const names = ['workerPool', 'WorkerPool', 'worker_pool', 'workPool', 'workerPools', 'parseHTTPRequest', 'größe', 'x', 'wärter'];
  const halves = [names.slice(0, 4), names.slice(4)].map((half, i) => {
    const outline = half.map((name, line) => {
      const nameStart = Buffer.byteLength(
        half
          .slice(0, line)
          .map(before => `${before}\n`)
          .join(''),
      );
      const place = { docStartLine: line + 1, startLine: line + 1, endLine: line + 1 };
      return { ...definition, ...place, nameStart, nameEnd: nameStart + Buffer.byteLength(name) };
    });
    return { path: `f${i}.c`, text: half.join('\n'), outline };
  });
  const { snapshot } = openSnapshot(halves.map(file => ({ bytes: buildSegment([file]) })));
  const cases: readonly (readonly [SymbolMatch, string, readonly string[]])[] = [
    ['exact', 'workerPool', ['workerPool']],
    ['exact', 'absent', []],
    ['folded', 'WORKERPOOL', ['WorkerPool', 'workerPool']],
    ['prefix', 'workerp', ['WorkerPool', 'workerPool', 'workerPools']],
    ['prefix', 'GR', ['größe']],
    ['humps', 'wP', ['WorkerPool', 'workPool', 'worker_pool', 'workerPool', 'workerPools']],
    ['humps', 'phr', ['parseHTTPRequest']],
    ['humps', 'pHttpReq', ['parseHTTPRequest']],
    ['fuzzy', 'workerPol', ['WorkerPool', 'workerPool']],
    ['fuzzy', 'owrkerPool', ['WorkerPool', 'workerPool']],
    ['fuzzy', 'workerPoolx', ['WorkerPool', 'workerPool', 'workerPools']],
    ['fuzzy', 'y', ['x']],
  ];
  for (const [match, typed, expected] of cases)
    test(`${match} "${typed}" finds ${expected.length === 0 ? 'nothing' : expected.join(', ')}`, () => {
      const found = snapshot.symbolsNamed(typed, match, 50).map(({ name }) => name);
      expect(found.toSorted()).toEqual(expected.toSorted());
    });

  test('symbols of a deleted file are not found', () => {
    const bytes = buildSegment([{ path: 'f.c', text: source, outline: [definition] }]);
    expect(openSnapshot([{ bytes, deletedFiles: [0] }]).snapshot.symbolsNamed('workerPool', 'exact', 5)).toEqual([]);
  });
});
