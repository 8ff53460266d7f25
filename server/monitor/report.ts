/**
 * Builds the report of `vibe report` from metrics: which systems are alive, how long operations take, and the slowest recent ones. Pure.
 */
import { countOf, quantile } from './durations.js';
import type { Metrics } from './metrics.js';
import type { SpanRecord } from './recorder.js';
import { select, systems } from './systems.js';

export interface SystemReport {
  readonly name: string;
  readonly purpose: string;
  readonly alive: boolean;
  readonly counters: Readonly<Record<string, number>>;
  /** What the system needs to have any work; present if it had none. */
  readonly needs?: string;
}

export interface OperationReport {
  readonly name: string;
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** A slow recent operation, and where its time went. */
export interface SlowOperation {
  readonly name: string;
  readonly process: string;
  readonly startedAt: number;
  readonly durationMs: number;
  /** Longest first, each with its share of the operation's time. */
  readonly parts: readonly { readonly name: string; readonly durationMs: number; readonly share: number }[];
}

export interface Report {
  readonly systems: readonly SystemReport[];
  readonly operations: readonly OperationReport[];
  readonly slowest: readonly SlowOperation[];
}

const nSlowest = 10;

export function reportOf(metrics: Metrics): Report {
  return { systems: systemReports(metrics), operations: operationReports(metrics), slowest: slowestOf(metrics.spans) };
}

function systemReports({ counters }: Metrics): SystemReport[] {
  const known = systems.map(({ name, purpose, proof, counters: shown, needs }) => {
    const alive = proof.some(pattern => select(counters, pattern).some(([, value]) => value > 0));
    return {
      name,
      purpose,
      alive,
      counters: Object.fromEntries([...proof, ...shown].flatMap(pattern => select(counters, pattern))),
      ...(!alive && needs !== undefined && { needs }),
    };
  });
  const names = new Set(systems.map(({ name }) => name));
  const others = Object.entries(counters)
    .filter(([name]) => !names.has(name))
    .map(([name, values]) => ({ name, purpose: '', alive: Object.values(values).some(value => value > 0), counters: values }));
  return [...known, ...others];
}

function operationReports({ operations }: Metrics): OperationReport[] {
  return Object.entries(operations)
    .map(([name, durations]) => ({
      name,
      count: Math.round(countOf(durations)),
      p50Ms: quantile(durations, 0.5) / 1000,
      p95Ms: quantile(durations, 0.95) / 1000,
      p99Ms: quantile(durations, 0.99) / 1000,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function slowestOf(spans: readonly SpanRecord[]): SlowOperation[] {
  const children = Map.groupBy(spans, ({ parent }) => parent);
  const ids = new Set(spans.map(({ id }) => id));
  return spans
    .filter(({ parent }) => !ids.has(parent))
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, nSlowest)
    .map(({ id, name, process, startMs, durationMs }) => ({
      name,
      process,
      startedAt: startMs,
      durationMs,
      parts: (children.get(id) ?? [])
        .map(part => ({ name: part.name, durationMs: part.durationMs, share: durationMs === 0 ? 0 : part.durationMs / durationMs }))
        .toSorted((a, b) => b.durationMs - a.durationMs),
    }));
}
