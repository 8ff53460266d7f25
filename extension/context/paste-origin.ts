/** Finds out where a pasted text was copied from: the only place in the open texts that contains it. Pure. */

export interface OpenText {
  readonly text: string;
}

export interface Origin<T> {
  readonly of: T;
  /** 0-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
}

/** Shorter texts occur in many places by chance. */
const leastChars = 12;
const maxChars = 5_000_000;

/** Returns undefined if no text contains it, or if several places do: a wrong origin is worse than none. */
export function originOf<T extends OpenText>(pasted: string, texts: readonly T[]): Origin<T> | undefined {
  const wanted = unixLines(pasted).replace(/^\n+|\s+$/g, '');
  if (wanted.length < leastChars || !wanted.includes('\n')) return undefined;
  let found: Origin<T> | undefined;
  for (const of of texts) {
    if (of.text.length > maxChars) continue;
    const text = unixLines(of.text);
    const at = text.indexOf(wanted);
    if (at < 0) continue;
    if (found || text.includes(wanted, at + 1)) return undefined;
    const startLine = nLines(text.slice(0, at));
    found = { of, startLine, endLine: startLine + nLines(wanted) };
  }
  return found;
}

const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');
const nLines = (text: string): number => text.split('\n').length - 1;
