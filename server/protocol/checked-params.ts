/** Checks what came over a wire against the schema of its row. Pure. */
import * as v from 'valibot';
import type { ProblemError } from './problem.js';

/** Returns what the schema makes of `raw`, or throws what `refusal` makes of the place and the words of the first thing that is wrong. */
export function checkedParams(schema: v.GenericSchema, raw: unknown, refusal: (where: string, why: string) => ProblemError): unknown {
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refusal(v.getDotPath(issue) ?? 'params', issue.message);
}
