/** Describes any thrown value in words, for logs and for the detail of a Problem. Pure. */

/** Returns the message of an error, and otherwise the value as JSON if it has a JSON form. Never throws. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message;
  if (typeof error === 'string') return error;
  try {
    // `stringify` returns undefined for undefined, functions and symbols, although its type does not say so.
    const json = JSON.stringify(error) as string | undefined;
    if (json !== undefined) return json;
  } catch {
    // A cycle, a bigint, or a throwing `toJSON`.
  }
  if (typeof error === 'bigint' || typeof error === 'symbol') return error.toString();
  return error === undefined ? 'undefined' : Object.prototype.toString.call(error);
}

/** Returns the stack of an error if it has one, for the log. */
export const errorTrace = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : errorText(error));
