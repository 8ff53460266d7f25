/** The error with which stopped work rejects. It is neither logged nor shown. Pure: it uses no global of a browser or of Node. */

/** Returns the reason with which a controller is aborted. All processes use this function. */
export const abortError = (message = 'Stopped'): Error => Object.assign(new Error(message), { name: 'AbortError' });

/** Returns true for the rejection that an aborted signal causes. */
export const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || error.name === 'CancelledError');
