/** A file as lines, each with its own line end, and back byte for byte. Pure. */

export type LineEnd = '\n' | '\r\n' | '\r' | '';

export interface FileLines {
  readonly lines: readonly string[];
  /** The line end of each line; only the last one may have none. */
  readonly ends: readonly LineEnd[];
  /** The line end of most lines. */
  readonly eol: LineEnd;
  readonly endsWithEol: boolean;
  /** The byte order mark, which editors hide and models leave out. */
  readonly mark: string;
}

export function splitFile(whole: string): FileLines {
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = whole.slice(mark.length);
  const lines: string[] = [];
  const ends: LineEnd[] = [];
  const counts = new Map<LineEnd, number>();
  const pattern = /\r\n|\n|\r/g;
  let from = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    // The pattern matches nothing but these three.
    const end = found[0] as LineEnd;
    lines.push(text.slice(from, found.index));
    ends.push(end);
    counts.set(end, (counts.get(end) ?? 0) + 1);
    from = pattern.lastIndex;
  }
  if (from < text.length) {
    lines.push(text.slice(from));
    ends.push('');
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return { lines, ends, eol: most?.[0] ?? '\n', endsWithEol: ends.at(-1) !== '', mark };
}

/** `origins`: for each line its number in `like`; -1 for a new one, which ends as the line that it replaces, or as the one above. */
export function joinFile(lines: readonly string[], origins: readonly number[], like: FileLines): string {
  let text = like.mark;
  let end = like.eol;
  lines.forEach((line, i) => {
    const at = origins[i] ?? -1;
    const own = at >= 0 ? like.ends[at] : newEnd(origins, i, like);
    if (own) end = own;
    text += line + (i < lines.length - 1 || like.endsWithEol ? end : '');
  });
  return text;
}

/** The end of the line whose place it takes, else of the nearest line above that the file has, else of the one below. */
function newEnd(origins: readonly number[], i: number, like: FileLines): LineEnd {
  let above = i - 1;
  while (above >= 0 && origins[above]! < 0) above--;
  let below = i + 1;
  while (below < origins.length && origins[below]! < 0) below++;
  const from = above < 0 ? -1 : origins[above]!;
  const to = below < origins.length ? origins[below]! : like.lines.length;
  const replaced = from + (i - above);
  const at = replaced < to ? replaced : from >= 0 ? from : to;
  return like.ends[at] || like.eol;
}

/** What a line says, whatever the space around and inside it. */
export const bare = (line: string): string => line.trim().replace(/\s+/g, ' ');

export const indentOf = (line: string): string => /^[ \t]*/.exec(line)![0];

export const isBlank = (line: string): boolean => line.trim() === '';

/** True for a line that says enough to be found by: not a lone bracket, `end`, `else` or `return`. */
export const isTelling = (line: string): boolean => {
  const said = bare(line);
  return (
    /[\p{L}\p{N}_]{2}/u.test(said) &&
    !/^(?:end|else|return|pass|break|continue|try|do|then|fi|done|default|begin|finally|null|true|false)\b\W*$/.test(said)
  );
};

/** Without the blank lines at both ends. */
export function trimBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex(line => !isBlank(line));
  if (first < 0) return [];
  return lines.slice(first, lines.findLastIndex(line => !isBlank(line)) + 1);
}
