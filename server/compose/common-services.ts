/** The services that all others need: where data is stored, and what is measured. */
import { homedir } from 'node:os';
import { systemClock } from '../base/clock.js';
import type { Disposable } from '../base/disposables.js';
import type { Metrics } from '../monitor/metrics.js';
import { MetricsFile } from '../monitor/metrics-file.js';
import { Recorder } from '../monitor/recorder.js';
import { ResourceSampler } from '../monitor/resource-sampler.js';
import type { Options } from '../protocol/options.js';
import { clearIfRequested } from './clear-storage.js';
import { metricsPath } from './metrics-path.js';
import { defaultStorageDir } from './storage-dir.js';

const flushMetricsMs = 60_000;

export interface CommonServices extends Disposable {
  readonly storageDir: string;
  readonly recorder: Recorder;
  /** Returns the 99th percentile of the event loop's delay in the last seconds. */
  readonly loopDelayMs: () => number;
  /** Called every few seconds. */
  readonly delayListeners: Set<(delayMs: number) => void>;
  /** Returns the measurements of all runs, including this one so far. */
  metrics(): Metrics;
}

export function buildCommonServices(options: Options): CommonServices {
  const storageDir = options.storageDir ?? defaultStorageDir({ platform: process.platform, home: homedir(), env: process.env });
  clearIfRequested(storageDir);
  const recorder = new Recorder({ process: 'server', clock: systemClock, enabled: true });
  const delayListeners = new Set<(delayMs: number) => void>();
  const sampler = new ResourceSampler(recorder, delayMs => {
    for (const listener of delayListeners) listener(delayMs);
  });
  const metrics = new MetricsFile(metricsPath(storageDir), recorder);
  const timer = setInterval(() => metrics.flush(), flushMetricsMs).unref();
  return {
    storageDir,
    recorder,
    loopDelayMs: () => sampler.eventLoopDelayMs,
    delayListeners,
    metrics: () => metrics.read(),
    dispose: () => {
      clearInterval(timer);
      sampler.dispose();
      metrics.flush();
    },
  };
}
