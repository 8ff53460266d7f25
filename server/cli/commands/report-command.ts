/** `vibe report`: shows which systems run and how long operations take, from the measurements of all runs. */

import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { metricsPath } from '../../compose/metrics-path.js';
import { defaultStorageDir } from '../../compose/storage-dir.js';
import { chromeTrace } from '../../monitor/chrome-trace.js';
import { readMetrics } from '../../monitor/metrics-file.js';
import { type Report, reportOf } from '../../monitor/report.js';
import { errorText } from '../../protocol/error-text.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

export interface ReportOptions {
  readonly storage?: string;
  readonly trace?: string;
}

export async function reportCommand({ storage, trace }: ReportOptions, terminal: Terminal): Promise<ExitCode> {
  const storageDir =
    storage === undefined ? defaultStorageDir({ platform: process.platform, home: homedir(), env: process.env }) : resolve(storage);
  const metrics = readMetrics(metricsPath(storageDir));
  if (trace !== undefined) writeTrace(trace, chromeTrace(metrics.spans));
  const report = reportOf(metrics);
  terminal.object(report);
  if (!terminal.json) print(report, terminal);
  return exitCodes.done;
}

function print({ systems, operations, slowest }: Report, terminal: Terminal): void {
  terminal.line(terminal.style('bold', 'Systems'));
  for (const { name, purpose, alive, counters, needs } of systems) {
    terminal.line(
      `${alive ? terminal.style('green', 'alive') : terminal.style('dim', 'idle ')} ${name.padEnd(26)} ${terminal.style('dim', plainLine(purpose) + (needs === undefined ? '' : `; works only with ${needs}`))}`,
    );
    const shown = Object.entries(counters).map(([counter, value]) => `${plainLine(counter)} ${value.toLocaleString('en')}`);
    if (shown.length > 0) terminal.line(`      ${shown.join(', ')}`);
  }
  terminal.line(
    `\n${terminal.style('bold', `${'Operation'.padEnd(36)}${['count', 'p50 ms', 'p95 ms', 'p99 ms'].map(head => head.padStart(10)).join('')}`)}`,
  );
  for (const { name, count, p50Ms, p95Ms, p99Ms } of operations)
    terminal.line(
      `${plainLine(name).padEnd(36)}${String(count).padStart(10)}${[p50Ms, p95Ms, p99Ms].map(ms => ms.toFixed(2).padStart(10)).join('')}`,
    );
  if (slowest.length > 0) terminal.line(`\n${terminal.style('bold', 'Slowest of the last operations')}`);
  for (const { name, process, durationMs, parts } of slowest) {
    const within = parts.slice(0, 4).map(part => `${plainLine(part.name)} ${part.durationMs.toFixed(1)} ms`);
    terminal.line(
      `${durationMs.toFixed(1).padStart(10)} ms  ${plainLine(name)} (${plainLine(process)})${within.length > 0 ? `: ${within.join(', ')}` : ''}`,
    );
  }
}

function writeTrace(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new ProblemError('storage-unwritable', say('traceUnwritable', { path, why: errorText(error) }), say('nameAnotherFile'), {
      cause: error,
    });
  }
}
