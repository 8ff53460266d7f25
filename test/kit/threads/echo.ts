/** A thread that answers, fails, waits, blocks and dies on demand. */
import { setTimeout as later } from 'node:timers/promises';
import { serveThread, threadData } from '../../../server/pool/serve-thread.js';
import { ProblemError } from '../../../server/protocol/problem.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';

export interface EchoTable {
  echo(params: unknown): unknown;
  data(params: undefined): unknown;
  problem(params: undefined): void;
  bug(params: undefined): void;
  /** Waits until it is stopped. */
  wait(params: undefined): void;
  /** Blocks the thread, but checks the stop flag. */
  spin(params: undefined): string;
  /** Sets the flag, then blocks the thread without checking anything. */
  block(started: Int32Array): void;
  die(params: undefined): void;
  bytes(params: number): Uint8Array<ArrayBuffer>;
}

serveThread<EchoTable>({
  echo: params => params,
  data: () => threadData(),
  problem: () => {
    throw new ProblemError('not-found', verbatim('There is no such thing'), verbatim('Look elsewhere'));
  },
  bug: () => {
    throw new TypeError('a bug');
  },
  wait: (_, context) => later(60_000, undefined, { signal: context.signal }),
  spin: (_, context) => {
    for (;;) context.throwIfStopped();
  },
  block: started => {
    Atomics.store(started, 0, 1);
    Atomics.notify(started, 0);
    for (;;);
  },
  die: () => process.exit(3),
  bytes: (n, context) => {
    const bytes = new Uint8Array(n);
    context.transfer([bytes.buffer]);
    return bytes;
  },
});
