import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { MetricsFile, readMetrics } from '../../../server/monitor/metrics-file.js';
import { Recorder } from '../../../server/monitor/recorder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-metrics-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function aRun(path: string) {
  const recorder = new Recorder({ process: 'server', clock: systemClock, enabled: true });
  return { recorder, file: new MetricsFile(path, recorder) };
}

test('metrics of one run are available in the next', () => {
  const path = join(folder, 'metrics.jsonl');
  const first = aRun(path);
  first.recorder.count('ConnectionPool', 'requests', 2);
  first.recorder.span('vibe/chat/ask', () => undefined);
  first.file.flush();
  const second = aRun(path);
  second.recorder.count('ConnectionPool', 'requests', 3);
  const metrics = second.file.read();
  expect(metrics.counters['ConnectionPool']).toEqual({ requests: 5 });
  expect(metrics.spans.map(({ name }) => name)).toEqual(['vibe/chat/ask']);
});

test('two processes that write alternately lose nothing', () => {
  const path = join(folder, 'metrics.jsonl');
  const runs = [aRun(path), aRun(path)];
  for (let i = 0; i < 10; i++)
    for (const { recorder, file } of runs) {
      recorder.count('Search', 'queries');
      file.flush();
    }
  expect(readMetrics(path).counters['Search']).toEqual({ queries: 20 });
});

test('a damaged line is skipped', () => {
  const path = join(folder, 'metrics.jsonl');
  const { recorder, file } = aRun(path);
  recorder.count('Search', 'queries');
  file.flush();
  appendFileSync(path, '{"version":1,"counters":{"Search":{"que\n\u0000\u0000\n');
  recorder.count('Search', 'queries');
  expect(file.read().counters['Search']).toEqual({ queries: 2 });
});

test('a storage that cannot be written loses the metrics and nothing else', () => {
  const { recorder, file } = aRun(join(import.meta.filename, 'metrics.jsonl'));
  recorder.count('Search', 'queries');
  expect(() => file.flush()).not.toThrow();
});
