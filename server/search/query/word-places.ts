/** Finds out where in a commit message a word appears: in the subject or below it, between backticks, inside a link. Pure. */

export interface WordPlace {
  /** True below the first line. */
  readonly isBelow: boolean;
  readonly isQuoted: boolean;
  readonly isLink: boolean;
}

export const plainPlace: WordPlace = { isBelow: false, isQuoted: false, isLink: false };

const quoted = /`[^`\n]{1,80}`/g;
const link = /https?:\/\/\S+/g;

/** The returned function takes offsets in any order. */
export function wordPlaces(text: string): (at: number) => WordPlace {
  const quotes = spansOf(text, quoted);
  const links = spansOf(text, link);
  const end = text.indexOf('\n', text.search(/\S/));
  const holds = (spans: readonly Span[], at: number): boolean => spans.some(({ from, to }) => from <= at && at < to);
  return at => ({ isBelow: end >= 0 && at > end, isQuoted: holds(quotes, at), isLink: holds(links, at) });
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const spansOf = (text: string, pattern: RegExp): readonly Span[] =>
  Array.from(text.matchAll(pattern), match => ({ from: match.index, to: match.index + match[0].length }));
