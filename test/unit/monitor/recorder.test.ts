import { describe, expect, test } from 'vitest';
import { chromeTrace } from '../../../server/monitor/chrome-trace.js';
import { durationsOf, merge, quantile } from '../../../server/monitor/durations.js';
import { addMetrics, noMetrics } from '../../../server/monitor/metrics.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { reportOf } from '../../../server/monitor/report.js';

/** A recorder whose clock moves only when the test moves it. */
function aRecorder(process = 'server', enabled = true, ringSize = 100) {
  let nowMs = 0;
  const recorder = new Recorder({ process, enabled, ringSize, clock: { now: () => nowMs, wall: () => 1_000_000 + nowMs } });
  return { recorder, pass: (ms: number) => (nowMs += ms) };
}

describe('Recorder', () => {
  test('makes a span that starts inside another its child, also after an await', async () => {
    const { recorder, pass } = aRecorder();
    await recorder.span('outer', async () => {
      pass(1);
      await Promise.resolve();
      await recorder.span('inner', async () => pass(2));
    });
    const [inner, outer] = recorder.spans();
    expect([inner?.name, inner?.parent, inner?.durationMs, outer?.durationMs]).toEqual(['inner', outer?.id, 2, 3]);
  });

  test('away() is a child of the current span, timed by the other thread, and the parent of its spans', () => {
    const { recorder } = aRecorder();
    const away = recorder.span('outer', () => recorder.away('search.search'));
    away.end({ process: 'search', startedAt: 1_000_005, durationMs: 3, failed: false });
    const [outer, there] = recorder.spans();
    expect(there).toEqual({
      id: away.id,
      parent: outer?.id,
      name: 'search.search',
      startMs: 1_000_005,
      durationMs: 3,
      process: 'search',
      failed: false,
    });
  });

  test('asked() records a span from the request to the answer, with the work as its child', async () => {
    const { recorder, pass } = aRecorder();
    await recorder.asked('ask', { process: 'extension', startedAt: 999_990 }, async () => {
      pass(5);
      await recorder.span('work', async () => pass(1));
    });
    const [work, ask] = recorder.spans();
    expect([ask?.process, ask?.startMs, ask?.durationMs, ask?.parent, work?.parent]).toEqual(['extension', 999_990, 16, 0, ask?.id]);
    const failing = recorder.asked('ask', { process: 'extension', startedAt: 999_990 }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(recorder.spans().at(-1)?.failed).toBe(true);
  });

  test('does not make concurrent spans parents of each other', async () => {
    const { recorder } = aRecorder();
    await Promise.all(['a', 'b'].map(name => recorder.span(name, async () => Promise.resolve())));
    expect(recorder.spans().map(({ parent }) => parent)).toEqual([0, 0]);
  });

  test('passes a failure on and marks the span', async () => {
    const { recorder } = aRecorder();
    await expect(recorder.span('work', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(() => recorder.span('sync', () => JSON.parse('{'))).toThrow();
    expect(recorder.spans().map(({ failed }) => failed)).toEqual([true, true]);
  });

  test('runs the work and records nothing when it is switched off', () => {
    const { recorder } = aRecorder('server', false);
    recorder.count('Pool', 'requests');
    expect(recorder.span('work', () => 7)).toBe(7);
    expect([recorder.spans(), recorder.counters()]).toEqual([[], {}]);
  });

  test('keeps the last spans and reports how many it lost', () => {
    const { recorder } = aRecorder('server', true, 3);
    for (let i = 0; i < 5; i++) recorder.span(`s${i}`, () => i);
    const delta = recorder.drain();
    expect([delta.spans.map(({ name }) => name), delta.nLost]).toEqual([['s2', 's3', 's4'], 2]);
  });

  test('drain() returns each change once, and absorb() adds it elsewhere', () => {
    const worker = aRecorder('index-1');
    const main = aRecorder();
    worker.recorder.count('Kernels', 'calls', 2);
    worker.recorder.high('Kernels', 'batch max', 9);
    main.recorder.absorb(worker.recorder.drain());
    worker.recorder.count('Kernels', 'calls', 3);
    worker.recorder.span('read', () => worker.pass(4));
    main.recorder.absorb(worker.recorder.drain());
    main.recorder.absorb(worker.recorder.drain());
    expect(main.recorder.counters()['Kernels']).toEqual({ calls: 5, 'batch max': 9 });
    expect(main.recorder.spans().map(({ name, process }) => [name, process])).toEqual([['read', 'index-1']]);
  });
});

describe('durations', () => {
  test('keep the quantiles of a few values exactly', () => {
    const { recorder } = aRecorder();
    for (const ms of [1, 2, 3, 4, 100]) recorder.measure('op', ms);
    const durations = durationsOf(recorder.takeHistograms().get('op')!);
    expect([quantile(durations, 0.5), quantile(durations, 0.99)].map(us => Math.round(us / 1000))).toEqual([3, 100]);
  });

  test('stay short when many runs are merged, with quantiles within two percent', () => {
    let merged: ReturnType<typeof merge> = [];
    for (let run = 0; run < 50; run++) {
      const { recorder } = aRecorder();
      for (let i = 1; i <= 1000; i++) recorder.measure('op', i);
      merged = merge(merged, durationsOf(recorder.takeHistograms().get('op')!));
    }
    expect(merged.length).toBeLessThanOrEqual(128);
    for (const [share, ms] of [
      [0.5, 500],
      [0.95, 950],
      [0.99, 990],
    ] as const)
      expect(Math.abs(quantile(merged, share) / 1000 - ms)).toBeLessThan(25);
  });
});

describe('reportOf()', () => {
  const metricsOf = (recorder: Recorder) => {
    const operations = Object.fromEntries([...recorder.takeHistograms()].map(([name, histogram]) => [name, durationsOf(histogram)]));
    const { counters, spans } = recorder.drain();
    return { counters, operations, spans };
  };

  test('marks a system as alive only if its counters moved', () => {
    const { recorder } = aRecorder();
    recorder.count('ConnectionPool', 'requests', 3);
    const { systems } = reportOf(metricsOf(recorder));
    expect(systems.find(({ name }) => name === 'ConnectionPool')).toMatchObject({ alive: true, counters: { requests: 3 } });
    expect(systems.find(({ name }) => name === 'PredictiveCache')?.alive).toBe(false);
    // A system that had no work names what it needs to have some.
    expect(systems.flatMap(({ name, needs }) => (needs === undefined ? [] : [name]))).toEqual([
      'DynamicBatching',
      'VectorCache',
      'ExecutionProviders',
    ]);
  });

  test('adds up the counters of several runs, but not maxima', () => {
    const runs = [4, 7].map(n => {
      const { recorder } = aRecorder();
      recorder.count('ConnectionPool', 'requests', n);
      recorder.high('ConnectionPool', 'in-flight max', n);
      return metricsOf(recorder);
    });
    expect(runs.reduce(addMetrics, noMetrics).counters['ConnectionPool']).toEqual({ requests: 11, 'in-flight max': 7 });
  });

  test('shows where the time of the slowest operation went', () => {
    const { recorder, pass } = aRecorder();
    recorder.span('chat/ask', () => {
      recorder.span('retrieve', () => pass(10));
      recorder.span('model', () => pass(90));
    });
    const [slowest] = reportOf(metricsOf(recorder)).slowest;
    expect(slowest).toMatchObject({ name: 'chat/ask', durationMs: 100, parts: [{ name: 'model', share: 0.9 }, { name: 'retrieve' }] });
  });

  test('a trace puts overlapping spans of a process on rows of their own, and draws arrows between processes', () => {
    const at = (id: number, parent: number, process: string, startMs: number, durationMs: number) => ({
      id,
      parent,
      process,
      startMs,
      durationMs,
      name: `s${id}`,
      failed: false,
    });
    const trace = JSON.parse(
      chromeTrace([at(1, 0, 'server', 0, 10), at(2, 1, 'server', 2, 4), at(3, 1, 'server', 4, 6), at(4, 1, 'search', 3, 2)]),
    ) as {
      traceEvents: { ph: string; name: string; tid: number }[];
    };
    expect(trace.traceEvents.filter(({ ph }) => ph === 'X').map(({ name, tid }) => [name, tid])).toEqual([
      ['s1', 1],
      ['s2', 1],
      ['s3', 2],
      ['s4', 1],
    ]);
    expect(trace.traceEvents.filter(({ ph }) => ph === 's' || ph === 'f').length).toBe(2);
  });
});
