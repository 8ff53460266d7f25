import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { NextItemModel } from '../../../server/cache/next-item-model.js';
import { PredictiveCache } from '../../../server/cache/predictive-cache.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { histories, replay } from '../../kit/replay.js';

describe('NextItemModel', () => {
  test.each([1, 3, 5])('with %i guesses hits more often than the most recent and the most frequent items, on every history', budget => {
    for (const history of Object.values(histories())) {
      const { model, mostRecent, mostFrequent, nEvents } = replay(history, budget);
      expect(nEvents).toBeGreaterThan(400);
      expect(model).toBeGreaterThan(mostRecent);
      expect(model).toBeGreaterThan(mostFrequent);
    }
  });

  test('learns what follows what', () => {
    const model = new NextItemModel();
    for (let i = 0; i < 8; i++)
      for (const item of ['file:a', 'question:where is a?', 'file:b', 'question:why b?']) model.observe({ item, context: [] });
    model.observe({ item: 'file:b', context: [] });
    const [first] = model.guess(1, [], item => item.startsWith('question:'));
    expect(first?.item).toBe('question:why b?');
  });

  test('continues from a stored state', () => {
    const model = new NextItemModel();
    for (let i = 0; i < 5; i++) for (const item of ['file:a', 'file:b']) model.observe({ item, context: [] });
    const again = new NextItemModel(JSON.parse(JSON.stringify(model.state())) as ReturnType<typeof model.state>);
    again.observe({ item: 'file:a', context: [] });
    expect(again.guess(1, [], item => item !== 'file:a')[0]?.item).toBe('file:b');
  });

  test('keeps its state small however many events it sees', () => {
    const model = new NextItemModel();
    for (let i = 0; i < 3000; i++) model.observe({ item: `file:${i % 1700}`, context: [`file:${i % 13}`] });
    const { items, follows } = model.state();
    expect(items.length).toBeLessThanOrEqual(600);
    expect(follows.length).toBeLessThanOrEqual(1500);
  });
});

describe('PredictiveCache', () => {
  let folder: string;
  beforeEach(() => {
    vi.useFakeTimers();
    folder = mkdtempSync(join(tmpdir(), 'vibe-predict-'));
  });
  afterEach(() => {
    vi.useRealTimers();
    rmSync(folder, { recursive: true });
  });

  function aPredictor(more: { isBusy?: () => boolean } = {}) {
    const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
    const prepared: string[] = [];
    const path = join(folder, 'habits.json');
    const cache = new PredictiveCache({
      path,
      recorder,
      log: () => undefined,
      isBusy: () => false,
      prepare: async question => {
        prepared.push(question);
        return { question };
      },
      ...more,
    });
    const settle = () => vi.advanceTimersByTimeAsync(1000);
    return { cache, prepared, path, settle, counters: () => recorder.counters()['PredictiveCache'] ?? {} };
  }
  const habit = (cache: PredictiveCache<object>) => {
    for (let i = 0; i < 6; i++) {
      cache.saw({ kind: 'file', key: 'pool.ts' });
      cache.saw({ kind: 'question', key: 'how does the pool run?' });
      cache.saw({ kind: 'file', key: 'other.ts' });
    }
  };

  test('prepares the question that usually follows the open file, and returns the result', async () => {
    const { cache, settle, counters } = aPredictor();
    habit(cache);
    cache.saw({ kind: 'file', key: 'pool.ts' });
    await settle();
    expect(cache.take('how does the pool run?')).toEqual({ question: 'how does the pool run?' });
    expect(counters()).toMatchObject({ 'questions guessed': 1 });
  });

  test.each(['symbol', 'problem', 'tests'] as const)('prepares the question that usually follows a %s in view', async kind => {
    const { cache, prepared, settle } = aPredictor();
    for (let i = 0; i < 8; i++) {
      cache.saw({ kind, key: 'TS2304' });
      cache.saw({ kind: 'question', key: 'why is the name unknown?' });
      cache.saw({ kind, key: `other ${i}` });
      cache.saw({ kind: 'question', key: `something else ${i}` });
    }
    await settle();
    prepared.length = 0;
    cache.invalidate();
    cache.saw({ kind, key: 'TS2304' });
    await settle();
    expect(prepared[0]).toBe('why is the name unknown?');
  });

  test('never guesses what is in view, and keeps the open file in view beside it', async () => {
    const { cache, prepared, settle, counters } = aPredictor();
    habit(cache);
    cache.saw({ kind: 'file', key: 'pool.ts' });
    for (let i = 0; i < 20; i++) cache.saw({ kind: 'symbol', key: `symbol${i}` });
    await settle();
    expect(prepared).toEqual(['how does the pool run?']);
    expect(counters()).toMatchObject({ 'seen in the editor': 20, observations: 19 });
  });

  test('prepares once for a burst of events', async () => {
    const { cache, prepared, settle } = aPredictor();
    habit(cache);
    await settle();
    expect(prepared).toEqual(['how does the pool run?']);
  });

  test('prepares nothing while real work is waiting', async () => {
    const { cache, prepared, settle } = aPredictor({ isBusy: () => true });
    habit(cache);
    await settle();
    expect(prepared).toEqual([]);
  });

  test('drops prepared results after the index has changed', async () => {
    const { cache, settle, counters } = aPredictor();
    habit(cache);
    await settle();
    cache.invalidate();
    expect(cache.take('how does the pool run?')).toBeUndefined();
    expect(counters()['guesses wasted']).toBe(1);
  });

  test('keeps what it has learnt for the next run, until clear()', async () => {
    const first = aPredictor();
    habit(first.cache);
    first.cache.dispose();
    const second = aPredictor();
    second.cache.saw({ kind: 'file', key: 'pool.ts' });
    await second.settle();
    expect(second.prepared).toEqual(['how does the pool run?']);
    second.cache.clear();
    expect(() => readFileSync(second.path)).toThrow();
  });

  test('starts with an empty state if the stored one is damaged', async () => {
    writeFileSync(join(folder, 'habits.json'), '{"version":1,"weights":"many"}');
    const { cache, prepared, settle } = aPredictor();
    cache.saw({ kind: 'file', key: 'pool.ts' });
    await settle();
    expect(prepared).toEqual([]);
    habit(cache);
    await settle();
    expect(prepared).toEqual(['how does the pool run?']);
  });
});
