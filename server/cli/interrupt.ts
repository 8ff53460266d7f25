/** Ctrl-C and a closed pipe: the command is asked to stop, and ends with its exit code even if something does not respond. */

import { abortError } from '../protocol/abort-error.js';
import { type ExitCode, exitCodes } from './exit-codes.js';

/** Longest time between Ctrl-C and the end of the process. Files on disk are consistent at any moment. */
const patienceMs = 50;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit code if the signal was aborted. */
  readonly code: ExitCode;
  /** Stops handling signals, so that something else can. */
  release(): void;
}

export function onInterrupt(exit: (code: ExitCode) => void): Interrupt {
  const controller = new AbortController();
  const listeners = new Map<NodeJS.Signals, () => void>();
  const release = (): void => listeners.forEach((listener, name) => process.off(name, listener));
  // Widened from the literal: `stop` assigns other codes.
  const interrupt = { signal: controller.signal, code: exitCodes.interrupted as ExitCode, release };
  const stop = (code: ExitCode): void => {
    if (controller.signal.aborted) return exit(interrupt.code);
    interrupt.code = code;
    controller.abort(abortError());
    setTimeout(() => exit(code), patienceMs).unref();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) listeners.set(name, () => stop(exitCodes.interrupted));
  listeners.forEach((listener, name) => process.on(name, listener));
  // A reader such as `| head` has enough, which is not a failure.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') stop(exitCodes.done);
    });
  return interrupt;
}
