/**
 * Decides which known path a text ends with. The text may begin with prose, with a path from another machine, or hold only the end of the
 * path. Pure.
 */

export interface PathMatch<T> {
  readonly path: string;
  readonly value: T;
}

interface Ranked<T> extends PathMatch<T> {
  readonly worth: number;
}

interface Fit {
  /** Number of names, counted from the end of the path, that the text ends with. */
  readonly nNames: number;
  readonly nChars: number;
  /** The whole path matches. */
  readonly isWhole: boolean;
  /** True if the text has no further folder before the matching part. */
  readonly isAll: boolean;
}

/** If more paths than this match equally well, none of them is certain. */
const maxTied = 3;

/** Compares texts with all known paths, one after the other, and keeps the best for each text. */
export class PathMatcher<T> {
  readonly #leads: readonly string[];
  readonly #folded: readonly string[];
  #best: Ranked<T>[] = [];

  /** `leads`: texts that may end with the path, with forward slashes. */
  constructor(leads: readonly string[]) {
    this.#leads = leads;
    this.#folded = leads.map(foldPath);
  }

  /** `folded`: the path as `foldPath` returns it. */
  offer(path: string, folded: string, value: T): void {
    let worth = 0;
    this.#folded.forEach((lead, i) => {
      const fit = fitOf(lead, folded);
      if (fit === undefined) return;
      const isSameCase = this.#leads[i]!.endsWith(path.slice(path.length - fit.nChars));
      worth = Math.max(worth, worthOf(fit, isSameCase));
    });
    if (worth === 0 || worth < (this.#best[0]?.worth ?? 0)) return;
    if (worth > (this.#best[0]?.worth ?? 0)) this.#best = [];
    this.#best.push({ path, value, worth });
  }

  /** Returns the paths that are meant, best first. Files that share only a name, or too many that share more, are not certain. */
  meant(): readonly PathMatch<T>[] {
    const [first] = this.#best;
    if (first === undefined) return [];
    if (this.#best.length === 1) return this.#best;
    return first.worth < leastSeveral || this.#best.length > maxTied ? [] : this.#best;
  }
}

/** Case and unicode form do not distinguish paths here: they come from other machines. */
export const foldPath = (path: string): string => (/[^\0-\x7f]/.test(path) ? path.normalize('NFC').toLowerCase() : path.toLowerCase());

/** Matches by their whole path are certain; else the number of common names decides, then whether anything contradicts. */
const wholeWorth = 1e9;
const namesWorth = 1e5;
const leastSeveral = 2 * namesWorth;

function worthOf({ nNames, nChars, isWhole, isAll }: Fit, isSameCase: boolean): number {
  const exact = isWhole && isAll ? wholeWorth + nChars * 4 : nNames * namesWorth + (isWhole || isAll ? 8 : 0);
  return exact + (isSameCase ? 2 : 1);
}

function fitOf(lead: string, path: string): Fit | undefined {
  let end = lead.length;
  let pathEnd = path.length;
  let nNames = 0;
  for (;;) {
    const slash = path.lastIndexOf('/', pathEnd - 1);
    const name = path.slice(slash + 1, pathEnd);
    const start = end - name.length;
    if (start < 0 || !lead.startsWith(name, start)) break;
    const isFirst = start === 0 || isBoundary(lead, start);
    if (!isFirst && lead[start - 1] !== '/') break;
    nNames++;
    const nChars = path.length - slash - 1;
    if (slash < 0 || isFirst) return { nNames, nChars, isWhole: slash < 0, isAll: isFirst };
    end = start - 1;
    pathEnd = slash;
  }
  if (nNames === 0) return undefined;
  return { nNames, nChars: path.length - pathEnd - 1, isWhole: false, isAll: isRelative(lead.slice(0, end)) };
}

/** True if a path may begin at `start`. A letter of another script ends a sentence in front of a path in ASCII. */
function isBoundary(lead: string, start: number): boolean {
  const before = lead[start - 1]!;
  if (before === '/') return isRelative(lead.slice(0, start - 1));
  if (/[\w~@$+.-]/.test(before)) return false;
  return before <= '\x7f' || lead[start]! <= '\x7f' || !/[\p{L}\p{M}\p{N}]/u.test(before);
}

/** `.`, `..` and the letters of a diff are not folders of a path. */
const isRelative = (folders: string): boolean => /(?:^|[\s"'`(<[{=,:])(?:\.{1,2}(?:\/\.{1,2})*|[abiw])?$/.test(folders);
