/** Everything measured over all runs: counters, durations by operation, and the last spans. Pure; metrics-file.ts stores it. */

import { type Durations, merge } from './durations.js';
import type { SpanRecord } from './recorder.js';
import type { Counters } from './systems.js';

export interface Metrics {
  readonly counters: Counters;
  readonly operations: Readonly<Record<string, Durations>>;
  /** Oldest first. */
  readonly spans: readonly SpanRecord[];
}

export const noMetrics: Metrics = { counters: {}, operations: {}, spans: [] };

const keptSpans = 4000;

export function addMetrics(a: Metrics, b: Metrics): Metrics {
  const counters: Record<string, Record<string, number>> = {};
  for (const part of [a.counters, b.counters])
    for (const [system, values] of Object.entries(part)) {
      const into = (counters[system] ??= {});
      for (const [counter, value] of Object.entries(values))
        into[counter] = counter.endsWith(' max') ? Math.max(into[counter] ?? 0, value) : (into[counter] ?? 0) + value;
    }
  const operations: Record<string, Durations> = { ...a.operations };
  for (const [name, durations] of Object.entries(b.operations)) operations[name] = merge(operations[name] ?? [], durations);
  return { counters, operations, spans: [...a.spans, ...b.spans].slice(-keptSpans) };
}
