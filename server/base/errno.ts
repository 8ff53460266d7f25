/** The code of a failed system call. Pure. */

/** Returns the `code` of an error of the system or of one of Node's modules ("ENOENT"); undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
