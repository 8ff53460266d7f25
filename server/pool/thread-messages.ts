/** Messages between a Thread and the code that serves it. Both ends are built together, so nothing is checked at run time. */
import type { Problem } from '../protocol/problem.js';

/** Methods of a thread: `{ name: (params) => result }`. Params and results must survive structured cloning. */
export type CallParams<Table, Name extends keyof Table> = Table[Name] extends (params: infer P) => unknown ? P : never;
export type CallResult<Table, Name extends keyof Table> = Table[Name] extends (params: never) => infer R ? Awaited<R> : never;

export type ToThread =
  | {
      readonly kind: 'call';
      readonly id: number;
      readonly name: string;
      readonly params: unknown;
      readonly slot: number;
      /** Id of the call's span in the caller's recorder. */
      readonly span: number;
    }
  | { readonly kind: 'cancel'; readonly id: number };

export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** Sent when the worker's code has loaded and it can answer calls. */
export interface ThreadReady {
  readonly kind: 'ready';
}

/** How long the handler itself worked. */
export interface Took {
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
}

export type Reply =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'stopped'; readonly id: number }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'thrown'; readonly id: number; readonly error: ThrownError };

export type FromThread = Reply & { readonly took?: Took };

/** For the serving end: measures from the moment of this call. */
export function stopwatch(): () => Took {
  const start = performance.now();
  return () => ({ startedAt: performance.timeOrigin + start, durationMs: performance.now() - start });
}

/** Start-up data of every thread, including the data of its owner. */
export interface ThreadBirth {
  /** One flag per call slot: 1 once the call is stopped. Synchronous code reads it, because no message can arrive meanwhile. */
  readonly stopFlags: Int32Array;
  readonly data: unknown;
}
