/** What was thrown, as a line for a log or a Problem: anything may be thrown. Pure. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** With the stack, for the log. */
export const errorTrace = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : errorText(error));
