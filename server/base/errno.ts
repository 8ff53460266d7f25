/** The code of a failed system call. Pure. */

/** Returns the `code` that Node gives to errors of the system and of its own modules ("ENOENT"); undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
