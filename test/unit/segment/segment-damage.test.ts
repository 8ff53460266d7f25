import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { retryOnDamage } from '../../../server/snapshot/retry-on-damage.js';
import { type SegmentProblem, SegmentStore } from '../../../server/snapshot/segment-store.js';
import type { WindowScoring } from '../../../server/snapshot/snapshot-types.js';
import { Random } from '../../kit/random.js';
import { buildSegment, newKernels, openSnapshot, randomOutline, randomSource, randomTable } from '../../kit/segments.js';
import { termOf } from '../../kit/term-of.js';

const folder = mkdtempSync(join(tmpdir(), 'vibe-damage-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scoring: WindowScoring = { fields: { body: 1, names: 1, topNames: 1, comments: 1 }, k1: 1.2, b: 0.75, averageTokens: 200 };
const terms = ['work', 'pool', 'the', '=workerpool'].map(word => ({ term: termOf(word), weight: 1 }));
const seed = 77;
const random = new Random(seed);
const files = Array.from({ length: 60 }, (_, i) => {
  const text = randomSource(random, 150);
  return { path: `src/file${i}.c`, text, outline: randomOutline(random, text) };
});
const whole = buildSegment(files, { table: randomTable(random, [termOf('work')]) });
const kernels = newKernels();

/** Asks everything of the segment in `path`. Returns its answers, or none once it was found damaged. */
function answers(path: string): { readonly text: string; readonly problems: readonly SegmentProblem[] } {
  const problems: SegmentProblem[] = [];
  const store = new SegmentStore(kernels, 1 << 22, (_folder, problem) => problems.push(problem));
  const snapshot = store.snapshot({ folder: 'f', root: '/', generation: 1, segments: [{ path, deletedFiles: [5, 9] }], overlays: [] });
  const answered = retryOnDamage([snapshot], () => {
    if (snapshot.totals.nFiles === 0) return [];
    const windows = snapshot.topWindows(terms, scoring, 30);
    const paths = snapshot.topPaths([{ term: termOf('file7'), weight: 1 }], 5);
    const near = snapshot.topCosines(new Int8Array(32).fill(3), 10);
    const names = snapshot.symbolsNamed('workerPool', 'prefix', 20);
    const files = [...windows.ids].map(id => snapshot.fileOfWindow(id));
    const gathered = snapshot.gather(terms, scoring, files, 2);
    const facts = problems.length > 0 ? [] : [snapshot.window(0), snapshot.file(1), snapshot.symbolsOf(2)];
    return [windows, paths, near, names, gathered, facts];
  });
  store.dispose();
  return { text: JSON.stringify(answered), problems };
}

test(`a flipped bit anywhere is detected or was never read (seed ${seed})`, () => {
  const path = join(folder, 'flipped.vibe');
  writeFileSync(path, whole);
  const sound = answers(path);
  expect(sound.problems).toEqual([]);
  let nFound = 0;
  for (let i = 0; i < 120; i++) {
    // Flips bits in head, footer and table of checksums as often as in the sections.
    const at = i % 3 === 0 ? random.below(whole.length) : i % 3 === 1 ? random.below(16) : whole.length - 1 - random.below(4096);
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1 << random.below(8);
    // The table of files is read as soon as there are deletions.
    if (i % 10 === 9) damaged[16 + random.below(60 * 56)]! ^= 1;
    writeFileSync(path, damaged);
    const { text, problems } = answers(path);
    if (problems.length > 0) {
      nFound++;
      expect(['damaged', 'outdated']).toContain(problems[0]!.kind);
    } else expect(text, `bit flipped in byte ${at} of ${whole.length}`).toBe(sound.text);
  }
  expect(nFound).toBeGreaterThan(60);
});

test(`a truncated or lengthened file is never used (seed ${seed})`, () => {
  const path = join(folder, 'cut.vibe');
  for (let i = 0; i < 60; i++) {
    const size = i < 20 ? i * 3 : random.below(whole.length);
    writeFileSync(path, whole.subarray(0, size));
    expect(answers(path).problems, `${size} of ${whole.length} bytes`).toMatchObject([{ kind: 'damaged' }]);
  }
  writeFileSync(path, Buffer.concat([whole, Buffer.alloc(7)]));
  expect(answers(path).problems).toMatchObject([{ kind: 'damaged' }]);
});

test('a missing file is a problem, not an exception', () => {
  expect(answers(join(folder, 'absent.vibe')).problems).toMatchObject([{ kind: 'unreadable' }]);
});

test('a damaged segment is left out, and the others still answer', () => {
  const broken = Uint8Array.from(whole);
  broken.fill(0, 64, broken.length - 3000);
  const shared = new Uint8Array(new SharedArrayBuffer(broken.length));
  shared.set(broken);
  const sound = buildSegment([{ path: 'b.c', text: 'int workerPool;' }]);
  const { snapshot, problems } = openSnapshot([{ bytes: shared }, { bytes: sound }]);
  const hits = snapshot.topWindows(terms, scoring, 5);
  expect([...hits.ids].map(id => snapshot.file(snapshot.fileOfWindow(id)).path)).toEqual(['b.c']);
  expect(problems).toMatchObject([{ path: 'segment 0', kind: 'damaged' }]);
});

test('pages of a large segment stay within the budget, and the answers are the same', () => {
  const path = join(folder, 'large.vibe');
  writeFileSync(path, whole);
  const store = new SegmentStore(newKernels(), 5 * 70_000, () => expect.unreachable());
  const snapshot = store.snapshot({ folder: 'f', root: '/', generation: 1, segments: [{ path, deletedFiles: [] }], overlays: [] });
  const wide = openSnapshot([{ bytes: whole }]).snapshot;
  for (let round = 0; round < 3; round++)
    for (const limit of [5, 50]) expect(snapshot.topWindows(terms, scoring, limit)).toEqual(wide.topWindows(terms, scoring, limit));
  expect(snapshot.symbolsNamed('wp', 'humps', 50)).toEqual(wide.symbolsNamed('wp', 'humps', 50));
  expect(store.stats.pages.sizeBytes).toBeLessThanOrEqual(5 * 70_000);
  expect(store.stats.pages.misses).toBeGreaterThan(5);
  store.dispose();
});
