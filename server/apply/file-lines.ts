/** A file as lines, and back with the line ends that it had. Pure. */

export interface FileLines {
  readonly lines: readonly string[];
  /** `\r\n` where most lines end so. */
  readonly eol: '\n' | '\r\n';
  readonly endsWithEol: boolean;
  /** The byte order mark, which editors hide and models leave out. */
  readonly mark: string;
}

export function splitFile(whole: string): FileLines {
  const mark = whole.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = whole.slice(mark.length);
  const nCrLf = text.split('\r\n').length - 1;
  const nLf = text.split('\n').length - 1;
  const lines = text.split(/\r\n|\n/);
  const endsWithEol = lines.length > 1 && lines.at(-1) === '';
  if (endsWithEol || text === '') lines.pop();
  return { lines, eol: nCrLf * 2 > nLf ? '\r\n' : '\n', endsWithEol: endsWithEol || text === '', mark };
}

export function joinFile(lines: readonly string[], like: FileLines): string {
  if (lines.length === 0) return like.mark;
  return like.mark + lines.join(like.eol) + (like.endsWithEol ? like.eol : '');
}

/** What a line says, whatever the space around and inside it. */
export const bare = (line: string): string => line.trim().replace(/\s+/g, ' ');

export const indentOf = (line: string): string => /^[ \t]*/.exec(line)![0];

export const isBlank = (line: string): boolean => line.trim() === '';

/** True for a line that says enough to be found by: not a lone bracket, `end`, `else` or `return`. */
export const isTelling = (line: string): boolean => {
  const said = bare(line);
  return (
    /\w{2}/.test(said) &&
    !/^(?:end|else|return|pass|break|continue|try|do|then|fi|done|default|begin|finally|null|true|false)\b\W*$/.test(said)
  );
};

/** Without the blank lines at both ends. */
export function trimBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex(line => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(line => !isBlank(line)) + 1);
}
