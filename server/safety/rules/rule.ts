/**
 * The form of a row of knowledge: a program, what its options take and do, what happens to its operands, and examples that the suite runs.
 * Types only.
 */

import type { Handler } from '../run/call.js';
import type { Level } from '../verdict.js';

/**
 * What a subcommand does: acts, parted by blanks ("fetch writes"; '' does nothing but read), or options and operands of its own.
 * See `acts.ts` for the acts.
 */
export type Verb = string | VerbRule;

export interface VerbRule {
  readonly does?: string;
  /** See `options.ts`. Absent: no option of it matters. */
  readonly options?: string;
  /** A role for each operand, in order; `*` after a role takes all that are left over. */
  readonly operands?: string;
  readonly handler?: Handler;
}

export interface Rule extends VerbRule {
  /** Names of programs, parted by blanks. */
  readonly names: string;
  /** What is known of what it prints: `paths` of its operands and below, a `token`, its own input (`copy`), or nothing (`silent`). */
  readonly gives?: 'paths' | 'token' | 'copy' | 'silent';
  /** Options of the kind `-name`, as of Go, Java and terraform. */
  readonly single?: boolean;
  readonly verbs?: Readonly<Record<string, Verb>>;
  /** The level of the examples in `match`; those in `noMatch` are above it. */
  readonly level: Level;
  readonly match: readonly string[];
  readonly noMatch?: readonly string[];
}
