/**
 * Finds invisible characters that change how code looks (bidirectional controls, zero-width and tag characters, other controls),
 * so that they can be shown as marks. Pure.
 */

// Tab, newline and carriage return are ordinary. Joiners (U+200C, U+200D) are ordinary in prose, but not in code.
// Written as alternatives, because the linter reports combining marks in a character class.
const hidden = new RegExp(
  [
    String.raw`[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u200B-\u200F\u2028-\u202E\u2060-\u206F]`,
    String.raw`[\u034F\u17B4\u17B5\u180B-\u180E\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF9-\uFFFB]`,
    String.raw`[\u{E0000}-\u{E0FFF}]`,
  ].join('|'),
  'gu',
);

export type VisiblePiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'mark'; readonly codePoint: number };

/** Returns `text` cut at its hidden characters; one piece of text if there are none. */
export function visibleMarks(text: string): readonly VisiblePiece[] {
  const pieces: VisiblePiece[] = [];
  let from = 0;
  for (const match of text.matchAll(hidden)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'mark', codePoint: match[0].codePointAt(0)! });
    from = match.index + match[0].length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

export const countHidden = (text: string): number => text.match(hidden)?.length ?? 0;

/** For labels and titles, which cannot contain elements. */
export const spellHidden = (text: string): string => text.replaceAll(hidden, character => `[${codePointName(character.codePointAt(0)!)}]`);

export const codePointName = (codePoint: number): string => `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
