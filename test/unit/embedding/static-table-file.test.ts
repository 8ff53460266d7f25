/** The model's file: what was written is read back, a changed file is refused, and the shipped one is valid. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { embedText } from '../../../server/embedding/embed-text.js';
import type { EmbeddingTable } from '../../../server/embedding/static-table.js';
import { decodeStaticTable, encodeStaticTable, loadStaticTable } from '../../../server/embedding/static-table-file.js';

const small: Omit<EmbeddingTable, 'identity'> = {
  dims: 16,
  terms: Float64Array.of(5, 9, 2 ** 52 + 1),
  rows: Int8Array.from({ length: 5 * 16 }, (_, i) => (i * 7) % 127),
  scales: Float32Array.of(0.5, 1, 2, 0.25, 0.125),
  nBuckets: 2,
};
const shippedPath = join(import.meta.dirname, '../../../server/embedding/data/static-table.bin');
const refused = /does not match its|not a model file|has version/;

test('decodeStaticTable() returns what encodeStaticTable() wrote', () => {
  expect(decodeStaticTable(encodeStaticTable(small), 'small')).toMatchObject(small);
});

test.each([0, 9, 13, 40, 64, 100, 180])('decodeStaticTable() refuses a file whose byte %i was changed', at => {
  const bytes = encodeStaticTable(small);
  bytes[at]! ^= 0x41;
  expect(() => decodeStaticTable(bytes, 'small')).toThrow(refused);
});

test.each([0, 7, 63, 64, 150])('decodeStaticTable() refuses a file truncated after %i bytes', length => {
  expect(() => decodeStaticTable(encodeStaticTable(small).subarray(0, length), 'small')).toThrow(refused);
});

test('loadStaticTable() names a missing file, and says that search still works', () => {
  expect(() => loadStaticTable('/nowhere/static-table.bin')).toThrow(/cannot be read/);
});

test('the shipped model is valid, at most 8 MB, and named in its card', () => {
  const { identity } = loadStaticTable(shippedPath);
  expect(statSync(shippedPath).size).toBeLessThanOrEqual(8 << 20);
  expect(readFileSync(join(shippedPath, '../MODEL-CARD.md'), 'utf8')).toContain(identity);
});

test('the shipped model puts related words nearer than unrelated ones', () => {
  const table = loadStaticTable(shippedPath);
  const embed = (text: string): Float32Array => embedText(table, new TextEncoder().encode(text))!;
  const cosine = (a: string, b: string): number => embed(a).reduce((sum, value, i) => sum + value * embed(b)[i]!, 0);
  expect(cosine('close the socket', 'disconnect from the network peer')).toBeGreaterThan(
    cosine('close the socket', 'parse a date of birth'),
  );
  expect(cosine('sort the list', 'compare and order elements')).toBeGreaterThan(cosine('sort the list', 'http header authorization'));
});
