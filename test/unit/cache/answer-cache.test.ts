import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AnswerCache, type AnswerScope } from '../../../server/cache/answer-cache.js';
import { DiskCache } from '../../../server/cache/disk-cache.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { never } from '../../kit/a-pool.js';

let folder: string;
let wallMs: number;
let nMade: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-answers-'));
  wallMs = 1_000_000_000;
  nMade = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const dayMs = 24 * 3600_000;
function aCache() {
  const clock = { now: () => 0, wall: () => wallMs };
  const recorder = new Recorder({ process: `run ${nMade++}`, clock, enabled: true });
  const disk = new DiskCache({ path: join(folder, 'answers.bin'), maxBytes: 1e6, timeToLiveMs: 7 * dayMs, clock, recorder });
  const cache = new AnswerCache({ disk, recorder, clock, vectorOf: () => undefined, memoryBytes: 1e6, timeToLiveMs: 7 * dayMs });
  return { cache, counters: () => recorder.counters()['ResultCache'] ?? {} };
}
const scope: AnswerScope = { folders: ['file:///w'], task: 'chat', model: 'm 1', prompt: 'p1', history: '', attachments: '' };
const ranges = [{ range: { folder: 'file:///w', path: 'a.ts', startLine: 1, endLine: 9 }, hash: 'h1' }];
const unchanged = async () => true;
const find = async (
  cache: AnswerCache,
  question: string,
  more: Partial<AnswerScope> = {},
  areUnchanged: () => Promise<boolean> = unchanged,
) => {
  const hit = await cache.find(question, { ...scope, ...more }, areUnchanged, never());
  return hit && [hit.level, hit.stored.answer];
};

test('the same question is answered from memory, and from disk in the next run', async () => {
  const first = aCache();
  first.cache.store('Where is the pool?', scope, ranges, 'there');
  expect(await find(first.cache, 'where is  the pool? ')).toEqual(['l1', 'there']);
  const second = aCache();
  expect(await find(second.cache, 'Where is the pool?')).toEqual(['l2', 'there']);
  expect(await find(second.cache, 'Where is the pool?')).toEqual(['l1', 'there']);
  expect(second.counters()).toMatchObject({ 'hits, L1': 1, 'hits, L2': 1 });
});

test('the same question in other words is found, also after a restart', async () => {
  aCache().cache.store('how are crashed workers restarted?', scope, ranges, 'so');
  const { cache } = aCache();
  expect(await find(cache, 'explain how a crashed worker gets restarted')).toEqual(['l3', 'so']);
});

test.each([
  ['folder', { folders: ['file:///other'] }],
  ['task', { task: 'edit' }],
  ['model', { model: 'm 2' }],
  ['prompt', { prompt: 'p2' }],
  ['earlier turns', { history: 'x' }],
  ['attachments', { attachments: 'x' }],
])('a question with another %s is a different question', async (_, more) => {
  const { cache } = aCache();
  cache.store('Where is the pool?', scope, ranges, 'there');
  expect(await find(cache, 'Where is the pool?', more)).toBeUndefined();
});

test('a question with earlier turns or attachments is found only in the same words', async () => {
  const { cache } = aCache();
  cache.store('how are workers restarted?', { ...scope, history: 'x' }, ranges, 'so');
  expect(await find(cache, 'explain how workers get restarted', { history: 'x' })).toBeUndefined();
  expect(await find(cache, 'how are workers restarted?', { history: 'x' })).toEqual(['l1', 'so']);
});

test('an answer is not returned after a place that it was made from has changed', async () => {
  const { cache, counters } = aCache();
  cache.store('Where is the pool?', scope, ranges, 'there');
  expect(await find(cache, 'Where is the pool?', {}, async () => false)).toBeUndefined();
  expect(counters()).toMatchObject({ 'stale: a place changed': 1, misses: 1 });
});

test('an answer expires after seven days', async () => {
  const { cache } = aCache();
  cache.store('Where is the pool?', scope, ranges, 'there');
  wallMs += 7 * dayMs + 1;
  expect(await find(cache, 'Where is the pool?')).toBeUndefined();
});

test('clear() deletes answers from memory and disk', async () => {
  const { cache } = aCache();
  cache.store('Where is the pool?', scope, ranges, 'there');
  cache.clear();
  expect([await find(cache, 'Where is the pool?'), await find(aCache().cache, 'Where is the pool?')]).toEqual([undefined, undefined]);
});
