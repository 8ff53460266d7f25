/** What passes between a Thread and the code that serves it. Both ends are built together, so nothing is checked at run time. */
import type { Problem } from '../protocol/problem.js';

/** Methods of a thread: `{ name: (params) => result }`. Params and results must survive structured cloning. */
export type ParamsOf<Table, Name extends keyof Table> = Table[Name] extends (params: infer P) => unknown ? P : never;
export type ResultOf<Table, Name extends keyof Table> = Table[Name] extends (params: never) => infer R ? Awaited<R> : never;

export type ToThread =
  | { readonly kind: 'call'; readonly id: number; readonly name: string; readonly params: unknown; readonly slot: number }
  | { readonly kind: 'cancel'; readonly id: number };

export interface ThrownError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** Its code has loaded: from now on it can answer. */
export interface ThreadReady {
  readonly kind: 'ready';
}

export type FromThread =
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'stopped'; readonly id: number }
  | { readonly kind: 'problem'; readonly id: number; readonly problem: Problem }
  | { readonly kind: 'thrown'; readonly id: number; readonly error: ThrownError };

/** What every thread is born with, beside the data of its owner. */
export interface ThreadBirth {
  /** One flag a call slot: 1 once the call is stopped. Synchronous code reads it where no message can arrive. */
  readonly stopFlags: Int32Array;
  readonly data: unknown;
}
