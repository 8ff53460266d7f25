/**
 * Samples the event-loop delay, CPU share and memory of this process, rarely, with a timer that does not keep the process alive. Batches of
 * work are sized by `eventLoopDelayMs`, so that the language server stays responsive.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Disposable } from '../base/disposables.js';
import type { Recorder } from './recorder.js';

const everyMs = 2000;

export class ResourceSampler implements Disposable {
  readonly #recorder: Recorder;
  readonly #onDelay: (delayMs: number) => void;
  readonly #delay = monitorEventLoopDelay({ resolution: 10 });
  readonly #timer: NodeJS.Timeout;
  #cpu = process.cpuUsage();
  #atMs = performance.now();
  #lastDelayMs = 0;

  /** `onDelay` receives each sample of the event-loop delay. */
  constructor(recorder: Recorder, onDelay: (delayMs: number) => void) {
    this.#recorder = recorder;
    this.#onDelay = onDelay;
    this.#delay.enable();
    this.#timer = setInterval(() => this.sample(), everyMs);
    this.#timer.unref();
  }

  /** The 99th percentile of the last two seconds, in milliseconds. */
  get eventLoopDelayMs(): number {
    return this.#lastDelayMs;
  }

  sample(): void {
    // The monitor's own resolution of 10 ms is part of its values.
    this.#lastDelayMs = Math.max(0, this.#delay.percentile(99) / 1e6 - 10);
    this.#delay.reset();
    const { rss, heapUsed } = process.memoryUsage();
    const now = performance.now();
    const { user, system } = process.cpuUsage(this.#cpu);
    const share = (user + system) / 1000 / Math.max(1, now - this.#atMs);
    this.#cpu = process.cpuUsage();
    this.#atMs = now;
    const name = this.#recorder.process;
    this.#onDelay(this.#lastDelayMs);
    this.#recorder.measure(`event-loop delay p99, ${name}`, this.#lastDelayMs);
    this.#recorder.count('PerformanceMonitor', 'samples');
    this.#recorder.count('PerformanceMonitor', `CPU ms, ${name}`, Math.round((user + system) / 1000));
    this.#recorder.high('PerformanceMonitor', `${name} CPU percent max`, Math.round(share * 100));
    this.#recorder.high('PerformanceMonitor', `${name} RSS MB max`, Math.round(rss / 2 ** 20));
    this.#recorder.high('PerformanceMonitor', `${name} heap MB max`, Math.round(heapUsed / 2 ** 20));
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.sample();
    this.#delay.disable();
  }
}
