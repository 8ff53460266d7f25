/**
 * Records what happened, how often and for how long: spans with parents, histograms by operation, counters by system. Classes take a
 * Recorder in their constructor. Invariant: recording never throws or awaits, and its memory is bounded: spans are kept in a ring, and
 * there are few names and counters. Imports only base and Node.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { Clock } from '../base/clock.js';

/** A finished span. Times are in milliseconds since 1970, so that spans of several processes can be compared. */
export interface SpanRecord {
  readonly id: number;
  /** 0 for a span without a parent. */
  readonly parent: number;
  readonly name: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly process: string;
  readonly failed: boolean;
}

/** Timing that another thread or process measured. */
export interface TimedAway {
  readonly process: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface AwaySpan {
  /** Sent to the other side, where it becomes the parent of the spans recorded there; 0 if nothing is recorded. */
  readonly id: number;
  end(timed: TimedAway): void;
}

/** What another thread or process has recorded; plain data that any wire can carry. */
export interface RecorderDelta {
  readonly process: string;
  readonly spans: readonly SpanRecord[];
  readonly counters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Spans that the ring had already overwritten. */
  readonly nLost: number;
}

export interface RecorderOptions {
  /** Name of the row in the trace: `server`, `index-1`, `search`, `embedder`, `extension`. */
  readonly process: string;
  readonly clock: Clock;
  /** If false, every call returns immediately. */
  readonly enabled: boolean;
  /** Number of spans kept. */
  readonly ringSize?: number;
}

const defaultRingSize = 8192;
/** One hour in microseconds, the unit of the histograms. Longer durations are recorded as one hour. */
const longestUs = 3_600_000_000;

export class Recorder {
  readonly process: string;
  readonly #clock: Clock;
  readonly #enabled: boolean;
  readonly #ring: SpanRecord[] = [];
  readonly #ringSize: number;
  readonly #histograms = new Map<string, RecordableHistogram>();
  readonly #counters = new Map<string, Map<string, number>>();
  readonly #current = new AsyncLocalStorage<number>();
  /** Wall-clock time at clock zero, so that the spans of all processes share one axis. */
  readonly #originMs: number;
  /** Ids are unique across processes: a random high part and a counter in the low part. */
  #nextId = Math.floor(Math.random() * 2 ** 20) * 2 ** 32 + 1;
  #nRecorded = 0;
  #nDrained = 0;
  #drainedCounters = new Map<string, Map<string, number>>();

  constructor(options: RecorderOptions) {
    this.process = options.process;
    this.#clock = options.clock;
    this.#enabled = options.enabled;
    this.#ringSize = options.ringSize ?? defaultRingSize;
    this.#originMs = options.clock.wall() - options.clock.now();
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** Times `work`. Spans started inside it, also after an await, become its children. */
  span<T>(name: string, work: () => T, parent: number = this.current()): T {
    if (!this.#enabled) return work();
    const id = this.#nextId++;
    const startMs = this.#clock.now();
    let result: T;
    try {
      result = this.#current.run(id, work);
    } catch (error) {
      this.#finish(id, parent, name, startMs, true);
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.#finish(id, parent, name, startMs, false);
      return result;
    }
    return result.then(
      value => {
        this.#finish(id, parent, name, startMs, false);
        return value as unknown;
      },
      (error: unknown) => {
        this.#finish(id, parent, name, startMs, true);
        throw error;
      },
    ) as T; // T is a promise here, and `then` keeps its value.
  }

  /**
   * Starts a span for work that another process or thread is asked to do. The other side measures it and the result is recorded here, as a
   * child of the current span.
   */
  away(name: string): AwaySpan {
    const [id, parent] = [this.#enabled ? this.#nextId++ : 0, this.current()];
    return {
      id,
      end: ({ process, startedAt, durationMs, failed }) => {
        if (!this.#enabled) return;
        this.measure(name, durationMs);
        this.#keep({ id, parent, name, startMs: startedAt, durationMs, process, failed });
      },
    };
  }

  /**
   * Does the work of a process that asked for it at `startedAt` and is waiting. The wait is recorded as a span of its own, the parent of
   * the work's span.
   */
  asked<T>(name: string, by: { readonly process: string; readonly startedAt: number }, work: () => Promise<T>): Promise<T> {
    if (!this.#enabled) return work();
    const span = this.away(name);
    const report = (failed: boolean): void => span.end({ ...by, durationMs: this.#originMs + this.#clock.now() - by.startedAt, failed });
    return this.#current.run(span.id, async () => {
      let failed = true;
      try {
        const result = await work();
        failed = false;
        return result;
      } finally {
        report(failed);
      }
    });
  }

  /** Records a span that ends now, such as that of a stream. It has no children. */
  timed(name: string, startMs: number, parent: number = this.current()): void {
    if (this.#enabled) this.#finish(this.#nextId++, parent, name, startMs, false);
  }

  /** Records a duration without a span, for what happens thousands of times a second. */
  measure(name: string, durationMs: number): void {
    if (!this.#enabled) return;
    let histogram = this.#histograms.get(name);
    if (histogram === undefined) {
      histogram = createHistogram({ lowest: 1, highest: longestUs, figures: 2 });
      this.#histograms.set(name, histogram);
    }
    histogram.record(Math.min(longestUs, Math.max(1, Math.round(durationMs * 1000))));
  }

  /** Adds to a counter of a system: `count('ConnectionPool', 'requests')`. */
  count(system: string, counter: string, n = 1): void {
    if (!this.#enabled || n === 0) return;
    const counters = this.#systemOf(system);
    counters.set(counter, (counters.get(counter) ?? 0) + n);
  }

  /** Raises a counter that holds a maximum, such as `in-flight max`. The suffix ` max` of its name makes it merge as a maximum. */
  high(system: string, counter: `${string} max`, value: number): void {
    if (!this.#enabled) return;
    const counters = this.#systemOf(system);
    if (value > (counters.get(counter) ?? 0)) counters.set(counter, value);
  }

  /** Returns the id of the current span, to be sent with a message and used as parent at the other end; 0 if there is none. */
  current(): number {
    return this.#enabled ? (this.#current.getStore() ?? 0) : 0;
  }

  /** Returns milliseconds of this recorder's clock, for `timed`. */
  now(): number {
    return this.#clock.now();
  }

  /** Adds what another thread or process has recorded. */
  absorb(delta: RecorderDelta): void {
    if (!this.#enabled) return;
    for (const span of delta.spans) {
      this.#keep(span);
      this.measure(span.name, span.durationMs);
    }
    for (const [system, counters] of Object.entries(delta.counters))
      for (const [counter, value] of Object.entries(counters)) {
        // The suffix was just compared.
        if (counter.endsWith(' max')) this.high(system, counter as `${string} max`, value);
        else this.count(system, counter, value);
      }
    this.count('PerformanceMonitor', 'spans lost', delta.nLost);
  }

  /** Returns what was recorded since the last call. A thread or child process sends this to the main thread from time to time. */
  drain(): RecorderDelta {
    const nNew = this.#nRecorded - this.#nDrained;
    const nKept = Math.min(nNew, this.#ring.length);
    const spans: SpanRecord[] = [];
    for (let i = this.#nRecorded - nKept; i < this.#nRecorded; i++) {
      const span = this.#ring[i % this.#ringSize];
      if (span !== undefined) spans.push(span);
    }
    const counters: Record<string, Record<string, number>> = {};
    for (const [system, values] of this.#counters) {
      const before = this.#drainedCounters.get(system);
      for (const [counter, value] of values) {
        const change = counter.endsWith(' max') ? value : value - (before?.get(counter) ?? 0);
        if (change !== 0) (counters[system] ??= {})[counter] = change;
      }
    }
    if (nNew > 0) (counters['PerformanceMonitor'] ??= {})['spans'] = nNew;
    this.#drainedCounters = new Map([...this.#counters].map(([system, values]) => [system, new Map(values)]));
    this.#nDrained = this.#nRecorded;
    return { process: this.process, spans, counters, nLost: nNew - nKept };
  }

  /** Returns the spans in the ring, oldest first. */
  spans(): readonly SpanRecord[] {
    const start = this.#nRecorded % this.#ringSize;
    return this.#ring.length < this.#ringSize ? [...this.#ring] : [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
  }

  counters(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    return Object.fromEntries([...this.#counters].map(([system, values]) => [system, Object.fromEntries(values)]));
  }

  /** Returns the histograms by operation, in microseconds, and starts new ones. */
  takeHistograms(): ReadonlyMap<string, RecordableHistogram> {
    const taken = new Map(this.#histograms);
    this.#histograms.clear();
    return taken;
  }

  #systemOf(system: string): Map<string, number> {
    let counters = this.#counters.get(system);
    if (counters === undefined) {
      counters = new Map();
      this.#counters.set(system, counters);
    }
    return counters;
  }

  #finish(id: number, parent: number, name: string, startMs: number, failed: boolean): void {
    const durationMs = this.#clock.now() - startMs;
    this.measure(name, durationMs);
    this.#keep({ id, parent, name, startMs: this.#originMs + startMs, durationMs, process: this.process, failed });
  }

  #keep(span: SpanRecord): void {
    this.#ring[this.#nRecorded % this.#ringSize] = span;
    this.#nRecorded++;
  }
}
