/** Characters that make a line look like another one: invisible ones, ones that turn the direction of writing, blanks that are no blanks. Pure. */
import type { Shell } from '../run/call.js';
import type { Span } from '../verdict.js';

interface Deception {
  readonly why: string;
  readonly span: Span;
}

/** First and last code points of what is not seen, turns the direction of writing, or stands for nothing. */
const hidden: readonly (readonly [first: number, last: number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180e],
  [0x200b, 0x200c],
  [0x200e, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfdd0, 0xfdef],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];
const joiner = 0x200d;
const carriageReturn = 0x0d;
/** Blanks that a shell takes for letters, and letters of other scripts that look like those of commands. */
const lookalike = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]|[\uff01-\uff5e]|[\u2215\u2044\u29f8\u2013\u2014\u2212\u2010\u2011]/gu;

export function deceptions(command: string, shell: Shell): readonly Deception[] {
  const found: Deception[] = [];
  let index = 0;
  for (const char of command) {
    if (isHidden(char.codePointAt(0) ?? 0, command, index)) found.push(deception('an invisible character', char, index));
    index += char.length;
  }
  for (const match of command.matchAll(lookalike))
    if (standsAlone(command, match.index, shell)) found.push(deception('a character that looks like another', match[0], match.index));
  return found.slice(0, 8);
}

function isHidden(code: number, command: string, index: number): boolean {
  if (code < 0x7f && code >= 0x20) return false;
  if (code === carriageReturn) return command[index + 1] !== '\n';
  // Parts of one emoji may be joined.
  if (code === joiner) return !/\p{Extended_Pictographic}\ufe0f?$/u.test(command.slice(Math.max(0, index - 4), index));
  return hidden.some(([first, last]) => code >= first && code <= last);
}

const deception = (what: string, text: string, index: number): Deception => ({
  why: `${what} (U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`,
  span: [index, index + text.length],
});

/** PowerShell takes other dashes and quotes for its own; elsewhere a dash between blanks or in a sentence in quotes is plain text. */
function standsAlone(command: string, index: number, shell: Shell): boolean {
  if (shell === 'powershell') return true;
  const before = command.slice(0, index);
  const quoted = (before.match(/(?<!\\)"/g) ?? []).length % 2 === 1 || (before.match(/'/g) ?? []).length % 2 === 1;
  return !quoted;
}
