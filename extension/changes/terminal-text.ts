/**
 * Makes a command safe to insert into a terminal without running it: a line break would run it, and control characters could do anything.
 * Pure.
 */
export const terminalText = (text: string): string =>
  text
    .trim()
    .split(/\r\n|\r|\n/)
    .map(line => line.trim())
    .filter(line => line !== '')
    .join(' && ')
    // oxlint-disable-next-line no-control-regex -- control characters are what is removed here.
    .replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
