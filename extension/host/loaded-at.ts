/** The time when the extension's code began to run. Imported first, so that loading everything else is included. */
export const loadedAt = performance.now();
