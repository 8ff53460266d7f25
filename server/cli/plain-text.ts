/**
 * Makes text of files, names and models harmless for a terminal: control characters, escape sequences and marks that change the direction
 * of
 * text are displayed and have no effect. Pure.
 */

// C0 except tab and line feed, DEL, C1, and marks that reorder or hide text.
// oxlint-disable-next-line no-control-regex -- finding control characters is the point
const harmful = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Unicode has pictures for C0; the other characters are shown by their numbers. */
function picture(char: string): string {
  const code = char.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? '\u2421' : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Keeps line breaks and tabs. Drops a CR before a line feed, which would draw nothing. */
export const printableText = (text: string): string => text.replaceAll('\r\n', '\n').replace(harmful, picture);

/** For names and messages, which must stay on one line. */
export const plainLine = (text: string): string => printableText(text).replaceAll('\n', '\u240a').replaceAll('\t', ' ');

/** Returns a JSON line that is safe in a terminal: JSON escapes C0 itself, the rest is escaped here. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(harmful, char => `\\u${char.codePointAt(0)!.toString(16).padStart(4, '0')}`);
