import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { BloomFilter } from '../../../server/cache/bloom-filter.js';
import { VectorCache } from '../../../server/cache/vector-cache.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { vectorOf } from '../../kit/fakes/fake-ollama.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-vectors-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function aCache(maxBytes = 1e9) {
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const cache = new VectorCache({ folder, maxBytes, recorder });
  cache.use('model a', 64);
  return { cache, counters: () => recorder.counters() };
}
const vector = (text: string) => Float32Array.from(vectorOf(text, 64, 'd'));
/** Returns the cosine, or 0 if there is no vector. */
const near = (a: Float32Array | undefined, b: Float32Array) => (a === undefined ? 0 : dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

test('vectors are available in the next run, almost as exact', () => {
  const { cache } = aCache();
  for (let i = 0; i < 100; i++) cache.set(`text ${i}`, vector(`text ${i}`));
  cache.dispose();
  const next = aCache().cache;
  for (let i = 0; i < 100; i++) expect(near(next.get(`text ${i}`), vector(`text ${i}`))).toBeGreaterThan(0.999);
  expect(next.get('text 100')).toBeUndefined();
});

test('vectors of two models never mix', () => {
  const { cache } = aCache();
  cache.set('text', vector('text'));
  cache.use('model b', 64);
  expect(cache.get('text')).toBeUndefined();
  cache.use('model a', 32);
  expect(cache.get('text')).toBeUndefined();
  cache.use('model a', 64);
  expect(cache.get('text')).toBeDefined();
});

test('the filter answers almost all look-ups of absent keys', () => {
  const { cache, counters } = aCache();
  for (let i = 0; i < 1000; i++) cache.set(`text ${i}`, vector(`text ${i}`));
  cache.flush();
  for (let i = 0; i < 1000; i++) cache.get(`other ${i}`);
  const { probes = 0, 'probes saved': saved = 0 } = counters()['BloomFilters'] ?? {};
  expect(saved / (saved + probes)).toBeGreaterThan(0.97);
});

test('the filter never denies a key that was added', () => {
  const filter = BloomFilter.for(500);
  const keys = Array.from({ length: 500 }, (_, i) => Buffer.from(vector(`k ${i}`).buffer, 0, 16));
  for (const key of keys) filter.add(key);
  expect(keys.every(key => filter.mayHave(key))).toBe(true);
});

test('many packs are merged without losing a vector', () => {
  const { cache } = aCache();
  for (let i = 0; i < 30; i++) {
    cache.set(`text ${i}`, vector(`text ${i}`));
    cache.flush();
  }
  expect(readdirSync(folder).length).toBeLessThan(14);
  expect(Array.from({ length: 30 }, (_, i) => cache.get(`text ${i}`) !== undefined)).not.toContain(false);
});

test('the oldest packs are deleted when the bound is exceeded', () => {
  const { cache } = aCache(20_000);
  for (let i = 0; i < 10; i++) {
    for (let j = 0; j < 50; j++) cache.set(`text ${i} ${j}`, vector(`${i} ${j}`));
    cache.flush();
  }
  expect(readdirSync(folder).length).toBeLessThan(5);
  expect(cache.get('text 9 1')).toBeDefined();
});

test.each([1, 2, 3, 4, 5, 6])('every vector is right or missing after random bit flips (seed %i)', seed => {
  const { cache } = aCache();
  for (let i = 0; i < 50; i++) cache.set(`text ${i}`, vector(`text ${i}`));
  cache.dispose();
  const path = join(folder, readdirSync(folder)[0] ?? '');
  const file = readFileSync(path);
  let state = seed * 7919;
  for (let i = 0; i < 4; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const at = state % file.length;
    file[at] = (file[at] ?? 0) ^ (1 << (state >>> 29));
  }
  writeFileSync(path, file);
  const { cache: damaged } = aCache();
  for (let i = 0; i < 50; i++) {
    const found = damaged.get(`text ${i}`);
    expect(found === undefined || near(found, vector(`text ${i}`)) > 0.999).toBe(true);
  }
});

test('two windows share a folder', () => {
  const [a, b] = [aCache().cache, aCache().cache];
  a.set('text', vector('text'));
  a.flush();
  b.set('other', vector('other'));
  b.flush();
  const { cache } = aCache();
  expect([cache.get('text'), cache.get('other')].every(value => value !== undefined)).toBe(true);
});
