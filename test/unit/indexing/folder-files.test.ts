import { describe, expect, test } from 'vitest';
import { FolderFiles } from '../../../server/indexing/folder-files.js';
import { nextMerge } from '../../../server/indexing/merge-policy.js';
import { Random } from '../../kit/random.js';

const hashOf = (content: number): Uint8Array => {
  const hash = new Uint8Array(16);
  new DataView(hash.buffer).setUint32(0, content);
  return hash;
};

function segmentOf(
  id: string,
  files: readonly { readonly path: string; readonly content: number; readonly mtimeMs: number; readonly age?: number }[],
) {
  const hashes = new Uint8Array(files.length * 16);
  files.forEach(({ content }, i) => hashes.set(hashOf(content), i * 16));
  return {
    id,
    path: `/s/${id}`,
    sizeBytes: 1000,
    files: {
      paths: files.map(({ path }) => path).join('\0'),
      sizes: Float64Array.from(files, () => 10),
      mtimes: Float64Array.from(files, ({ mtimeMs }) => mtimeMs),
      hashes,
      windows: Uint32Array.from(files, () => 2),
      ages: Float64Array.from(files, ({ age }) => age ?? 0),
    },
  };
}

describe('FolderFiles against a model', () => {
  test('has one live version per path, through indexing, deletions, returns, merges and reloads', () => {
    for (let seed = 1; seed <= 150; seed++) checkLife(seed);
  });

  /** The model: the current content of each path. Segments: the (path, content) of each file. */
  function checkLife(seed: number): void {
    const random = new Random(seed);
    let files = new FolderFiles();
    const model = new Map<string, number>();
    const segments = new Map<string, { path: string; content: number; mtimeMs: number }[]>();
    let nIds = 0;
    let age = 0;
    const path = (): string => `p${random.below(12)}`;
    for (let step = 0; step < 60; step++) {
      const what = random.below(10);
      age++;
      if (what < 4) {
        const id = (++nIds).toString(16);
        const entries = [...new Set(Array.from({ length: 1 + random.below(4) }, path))].map(p => ({
          path: p,
          content: random.below(5),
          mtimeMs: step + 1,
          age,
        }));
        for (const entry of entries) {
          files.touch(entry.path, age);
          const judgement = files.judge(entry.path, 10, entry.mtimeMs);
          if (judgement.kind !== 'to-index') throw new Error(`seed ${seed}: ${judgement.kind}`);
          const wanted = Buffer.from(hashOf(entry.content)).toString('hex');
          const known = judgement.known.find(({ hash }) => hash === wanted);
          if (known !== undefined && random.below(2) === 0) {
            expect(files.keep(entry.path, known.segment, known.file, entry.mtimeMs), `seed ${seed}: keep`).toBe(true);
            model.set(entry.path, entry.content);
            entry.content = -1;
          }
        }
        const toStore = entries.filter(({ content }) => content >= 0);
        if (toStore.length > 0) {
          files.adopt(segmentOf(id, toStore));
          segments.set(id, toStore);
        }
        for (const entry of toStore) model.set(entry.path, entry.content);
      } else if (what < 6) {
        const gone = path();
        files.remove(gone);
        model.delete(gone);
      } else if (what < 7) {
        const out = path();
        files.leaveOut(out, { reason: 'binary', source: '', signature: { sizeBytes: 10, mtimeMs: step } });
        model.delete(out);
      } else if (what < 8) {
        // A merge while a file changes: what died meanwhile is dead in the merged segment.
        const all = files.segments();
        const sources = all.filter(() => random.below(2) === 0);
        const alive = sources.flatMap(({ id, deleted }) => segments.get(id)!.filter((_, file) => !deleted.includes(file)));
        const during = path();
        if (random.below(2) === 0) {
          files.remove(during);
          model.delete(during);
        }
        const id = (++nIds).toString(16);
        files.replace(
          sources.map(({ id }) => id),
          alive.length > 0 ? segmentOf(id, alive) : undefined,
        );
        segments.set(id, alive);
      } else if (what < 9) {
        // What was read before a newer scan must not come back.
        const late = path();
        files.touch(late, age + 1);
        const id = (++nIds).toString(16);
        const entry = { path: late, content: 99, mtimeMs: 1, age };
        files.adopt(segmentOf(id, [entry]));
        segments.set(id, [entry]);
        age++;
      } else {
        const stats = files.takeStats();
        const next = new FolderFiles();
        for (const { id, deleted } of files.segments()) next.load(segmentOf(id, segments.get(id)!), deleted);
        if (stats !== undefined) next.loadStats(stats);
        files = next;
      }
      check();
    }

    function check(): void {
      const live = new Map<string, number>();
      for (const { path: segmentPath, deletedFiles } of files.refs()) {
        const dead = new Set(deletedFiles);
        segments.get(segmentPath.slice(3))!.forEach(({ path: p, content }, file) => {
          if (dead.has(file)) return;
          if (live.has(p)) throw new Error(`seed ${seed}: "${p}" is live twice`);
          live.set(p, content);
        });
      }
      const text = (map: ReadonlyMap<string, number>): string => [...map].map(String).sort().join(' ');
      const got = `${text(live)}; ${files.nFiles} files, ${files.nWindows} windows`;
      const wanted = `${text(model)}; ${model.size} files, ${model.size * 2} windows`;
      if (got !== wanted) expect(got, `seed ${seed}`).toBe(wanted);
    }
  }
});

describe('nextMerge()', () => {
  const segment = (id: string, sizeBytes: number, nFiles = 10, nDeleted = 0) => ({ id, sizeBytes, nFiles, deleted: { length: nDeleted } });

  test('leaves few segments alone', () => {
    expect(nextMerge(['a', 'b', 'c', 'd', 'e'].map(id => segment(id, 1000)))).toBeUndefined();
  });

  test('takes all small ones once there are six', () => {
    expect(nextMerge(['a', 'b', 'c', 'd', 'e', 'f'].map((id, i) => segment(id, 1000 * (i + 1))).concat(segment('large', 50e6)))).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
    ]);
  });

  test('rewrites a large one that is mostly dead, but none without a live file', () => {
    expect(nextMerge([segment('half', 10e6, 10, 5), segment('mostly', 10e6, 10, 6), segment('dead', 10e6, 10, 10)])).toEqual(['mostly']);
  });

  test('never makes a segment larger than its limit', () => {
    expect(nextMerge(Array.from({ length: 8 }, (_, i) => segment(`s${i}`, 300e6)))).toBeUndefined();
  });

  test('rewrites each file only a few times while many small segments come', () => {
    let segments: { id: string; sizeBytes: number; nFiles: number; deleted: { length: number } }[] = [];
    let written = 0;
    for (let i = 0; i < 2_000; i++) {
      segments.push(segment(`s${i}`, 10_000, 1));
      for (let ids = nextMerge(segments); ids !== undefined; ids = nextMerge(segments)) {
        const chosen = segments.filter(({ id }) => ids.includes(id));
        const sizeBytes = chosen.reduce((sum, one) => sum + one.sizeBytes, 0);
        written += sizeBytes;
        segments = [
          ...segments.filter(({ id }) => !ids.includes(id)),
          segment(`m${i}-${chosen.length}-${sizeBytes}`, sizeBytes, chosen.length),
        ];
      }
    }
    expect(segments.length).toBeLessThan(30);
    expect(written / (2_000 * 10_000)).toBeLessThan(8);
  });
});
