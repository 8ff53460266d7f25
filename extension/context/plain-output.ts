/**
 * Turns the output of a terminal program into plain text: no colours, no cursor movements, and only the final state of an overwritten line.
 * Pure.
 */

// oxlint-disable-next-line no-control-regex -- control sequences are what is removed here.
const sequences = /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[()][0-9A-Za-z]|\u001b[@-Z\\-_]|\u001b\[[0-?]*[ -/]*[@-~]/g;
// oxlint-disable-next-line no-control-regex -- as above.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

export const plainOutput = (text: string): string =>
  text
    .replaceAll(sequences, '')
    .split('\n')
    .map(line => {
      const parts = line.replace(/\r+$/, '').split('\r');
      return (parts.at(-1) ?? '').replaceAll(controls, '').trimEnd();
    })
    .join('\n')
    .trim();
