/** Vectors of windows on the disk: they are read as they were written, and damaged ones count as absent. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowBytesOf, type VectorModel, WindowVectorsFile } from '../../../server/snapshot/window-vectors-file.js';
import { Random } from '../../kit/random.js';

const model: VectorModel = { identity: 'a model', dimensions: 48 };
const random = new Random(7);
const keyOf = (n: number): string => n.toString(16).padStart(32, '0');
/** Returns unit vectors, one after the other. */
function vectors(nWindows: number): Float32Array {
  const values = Float32Array.from({ length: nWindows * model.dimensions }, () => random.below(2001) / 1000 - 1);
  for (let w = 0; w < nWindows; w++) {
    const row = values.subarray(w * model.dimensions, (w + 1) * model.dimensions);
    const length = Math.hypot(...row);
    for (const [d, value] of row.entries()) row[d] = value / length;
  }
  return values;
}

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-vectors-'));
  path = join(folder, 'folders/x/vectors-0');
});
afterEach(() => rmSync(folder, { recursive: true }));
const open = (): WindowVectorsFile => new WindowVectorsFile(path, model);

test('vectors are read as they were written, one byte per number', () => {
  const values = vectors(3);
  expect(open().append([{ key: keyOf(1), values }])).toBe(true);
  const stored = open().get(keyOf(1))!;
  expect(stored.nWindows).toBe(3);
  const wide = rowBytesOf(model.dimensions);
  for (let w = 0; w < 3; w++) {
    let cosine = 0;
    for (let d = 0; d < model.dimensions; d++) cosine += stored.rows[w * wide + d]! * stored.scales[w]! * values[w * model.dimensions + d]!;
    expect(cosine).toBeGreaterThan(0.999);
  }
});

test('a truncated or damaged record is dropped with everything behind it, and the rest is kept', () => {
  for (const damage of [
    () => truncateSync(path, readFileSync(path).length - 5),
    () => {
      const bytes = readFileSync(path);
      bytes[bytes.length - 20]! ^= 1;
      writeFileSync(path, bytes);
    },
    () => appendFileSync(path, Buffer.alloc(40, 0xff)),
  ]) {
    rmSync(path, { force: true });
    const file = open();
    for (let n = 0; n < 5; n++) file.append([{ key: keyOf(n), values: vectors(2) }]);
    damage();
    const after = open();
    expect(after.nRecords).toBeGreaterThanOrEqual(4);
    // The next record replaces the damage.
    after.append([{ key: keyOf(9), values: vectors(1) }]);
    expect(open().get(keyOf(9))?.nWindows).toBe(1);
    expect(open().nRecords).toBe(after.nRecords);
  }
});

test('a file of another model, of other dimensions or with foreign content is not read but replaced', () => {
  open().append([{ key: keyOf(1), values: vectors(2) }]);
  const other = new WindowVectorsFile(path, { identity: 'another', dimensions: 48 });
  expect(other.nRecords).toBe(0);
  expect(new WindowVectorsFile(path, { ...model, dimensions: 32 }).nRecords).toBe(0);
  writeFileSync(path, 'no vectors');
  const file = open();
  expect(file.nRecords).toBe(0);
  file.append([{ key: keyOf(2), values: vectors(1) }]);
  expect(open().get(keyOf(2))?.nWindows).toBe(1);
});

test('one process sees what another one appends', () => {
  const [one, two] = [open(), open()];
  one.append([{ key: keyOf(1), values: vectors(1) }]);
  two.refresh();
  two.append([{ key: keyOf(2), values: vectors(1) }]);
  one.refresh();
  expect([one.nRecords, two.nRecords]).toEqual([2, 2]);
});

test('tidy() drops unwanted vectors if they are most of a large file', () => {
  const file = open();
  const values = vectors(2000);
  for (let n = 0; n < 50; n++) file.append([{ key: keyOf(n), values }]);
  file.tidy(new Set(Array.from({ length: 50 }, (_, n) => keyOf(n))));
  expect(open().nRecords).toBe(50);
  file.tidy(new Set([keyOf(3)]));
  expect([open().nRecords, open().get(keyOf(3))?.nWindows]).toEqual([1, 2000]);
});

test('a storage that cannot be written loses the file but not the vectors', () => {
  writeFileSync(join(folder, 'folders'), 'a file where the folder should be');
  const file = open();
  expect(file.append([{ key: keyOf(1), values: vectors(1) }])).toBe(false);
  expect(file.get(keyOf(1))?.nWindows).toBe(1);
});
