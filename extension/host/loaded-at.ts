/** When the extension's code began to run. To be imported first, so that loading everything else counts. */
export const loadedAt = performance.now();
