/** Writes a line of progress with the time to stderr. */
export const log = (text: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
