/** Checks data from another process against the schema of its row. Pure. */
import * as v from 'valibot';
import type { ProblemError } from './problem.js';

/** Returns the schema's output for `raw`. Throws what `refusal` returns for the path and the message of the first issue. */
export function checkedParams(schema: v.GenericSchema, raw: unknown, refusal: (where: string, why: string) => ProblemError): unknown {
  const result = v.safeParse(schema, raw);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw refusal(v.getDotPath(issue) ?? 'params', issue.message);
}
