/** The error that a stopped piece of work rejects with. It is neither logged nor shown. Pure: it names no global of a browser or of Node. */

/** Returns the reason to abort a controller with; all processes make theirs here. */
export const abortError = (message = 'Stopped'): Error => Object.assign(new Error(message), { name: 'AbortError' });

/** Returns true for the rejection that an aborted signal causes. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledError');
