/**
 * Metrics of all runs in one file, one line per flush, so that several processes can append at once. Local only, bounded, and may be
 * deleted at any time. A line that cannot be read is skipped.
 */

import { appendFileSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { jsonOf } from '../base/json-of.js';
import { readRegularSync } from '../base/regular-file.js';
import { durationsOf } from './durations.js';
import { addMetrics, type Metrics, noMetrics } from './metrics.js';
import type { Recorder } from './recorder.js';

/** The file is compacted long before. */
const maxReadBytes = 32 * 1024 * 1024;

/** History: 1 first version. Lines of another version are skipped. */
const version = 1;
/** A longer file is rewritten as one line by the next run that opens it. */
const compactAboveBytes = 2 * 1024 * 1024;
/** Spans written with each flush; the ring holds more. */
const spansAFlush = 400;

const lineSchema = v.object({
  version: v.literal(version),
  counters: v.record(v.string(), v.record(v.string(), v.number())),
  operations: v.record(v.string(), v.array(v.tuple([v.number(), v.number()]))),
  spans: v.array(
    v.object({
      id: v.number(),
      parent: v.number(),
      name: v.string(),
      startMs: v.number(),
      durationMs: v.number(),
      process: v.string(),
      failed: v.boolean(),
    }),
  ),
});

export class MetricsFile {
  readonly #path: string;
  readonly #recorder: Recorder;

  constructor(path: string, recorder: Recorder) {
    this.#path = path;
    this.#recorder = recorder;
  }

  /** Flushes, then returns everything so far, from earlier runs and this one. */
  read(): Metrics {
    this.flush();
    return readMetrics(this.#path);
  }

  /** Appends what was recorded since the last flush. If the storage cannot be written, only the figures are lost. */
  flush(): void {
    const metrics = this.#taken();
    if (Object.keys(metrics.counters).length === 0 && Object.keys(metrics.operations).length === 0) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, `${JSON.stringify({ version, ...metrics })}\n`);
      if (statSync(this.#path).size > compactAboveBytes) this.#compact();
    } catch {
      // Missing figures are no reason to fail.
    }
  }

  #taken(): Metrics {
    const operations = Object.fromEntries(
      [...this.#recorder.takeHistograms()].map(([name, histogram]) => [name, durationsOf(histogram)] as const),
    );
    const { counters, spans } = this.#recorder.drain();
    return { counters, operations, spans: spans.slice(-spansAFlush) };
  }

  #compact(): void {
    const temporary = `${this.#path}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify({ version, ...readMetrics(this.#path) })}\n`);
    renameSync(temporary, this.#path);
  }
}

/** Returns the metrics of a file; empty if there is no file. */
export function readMetrics(path: string): Metrics {
  let text: string;
  try {
    text = readRegularSync(path, maxReadBytes).toString('utf8');
  } catch {
    return noMetrics;
  }
  let metrics = noMetrics;
  for (const line of text.split('\n')) {
    const parsed = v.safeParse(lineSchema, jsonOf(line));
    if (parsed.success) metrics = addMetrics(metrics, parsed.output);
  }
  return metrics;
}
