/** Converts spans to the Chrome trace format, which Perfetto and chrome://tracing open: one row per process, nested by time. Pure. */
import type { SpanRecord } from './recorder.js';

interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'M' | 's' | 'f';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly bp?: 'e';
  readonly cat?: string;
  readonly args?: Readonly<Record<string, unknown>>;
}

export function chromeTrace(spans: readonly SpanRecord[]): string {
  const names = [...new Set(spans.map(({ process }) => process))];
  const lanes = lanesOf(spans);
  const byId = new Map(spans.map(span => [span.id, span]));
  const rows = names.map((name, i): TraceEvent => ({ name: 'process_name', ph: 'M', pid: i + 1, tid: 0, args: { name } }));
  const origin = spans.reduce((least, { startMs }) => Math.min(least, startMs), Number.POSITIVE_INFINITY);
  const microseconds = (ms: number): number => Math.round((ms - origin) * 1000);
  const events = spans.flatMap((span, i): TraceEvent[] => {
    const where = { pid: names.indexOf(span.process) + 1, tid: lanes[i] ?? 0, ts: microseconds(span.startMs) };
    const event: TraceEvent = {
      name: span.name,
      ph: 'X',
      ...where,
      dur: Math.round(span.durationMs * 1000),
      args: { failed: span.failed, id: span.id, parent: span.parent },
    };
    const parent = byId.get(span.parent);
    if (parent === undefined || parent.process === span.process) return [event];
    // An arrow from the process that asked to the one that worked.
    const from = {
      pid: names.indexOf(parent.process) + 1,
      tid: lanes[spans.indexOf(parent)] ?? 0,
      ts: Math.max(where.ts, microseconds(parent.startMs)),
    };
    return [
      event,
      { name: 'asks', cat: 'wire', ph: 's', id: span.id, ...from },
      { name: 'asks', cat: 'wire', ph: 'f', bp: 'e', id: span.id, ...where },
    ];
  });
  return JSON.stringify({ traceEvents: [...rows, ...events], displayTimeUnit: 'ms' });
}

/** Spans of a process that overlap without nesting get rows of their own. */
function lanesOf(spans: readonly SpanRecord[]): number[] {
  const order = spans
    .map((_, i) => i)
    .toSorted((a, b) => (spans[a]?.startMs ?? 0) - (spans[b]?.startMs ?? 0) || (spans[b]?.durationMs ?? 0) - (spans[a]?.durationMs ?? 0));
  const lanes: number[] = [];
  const open = new Map<string, number[][]>();
  for (const i of order) {
    const span = spans[i];
    if (span === undefined) continue;
    const endMs = span.startMs + span.durationMs;
    const rows = open.get(span.process) ?? [];
    open.set(span.process, rows);
    let lane = rows.findIndex(ends => {
      while ((ends.at(-1) ?? Number.POSITIVE_INFINITY) <= span.startMs) ends.pop();
      return ends.length === 0 || (ends.at(-1) ?? 0) >= endMs;
    });
    if (lane < 0) lane = rows.push([]) - 1;
    rows[lane]?.push(endMs);
    lanes[i] = lane + 1;
  }
  return lanes;
}
