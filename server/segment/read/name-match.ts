/** The ways in which a typed name finds longer or slightly different names. Pure. */

/**
 * `exact`: this very name. `folded`: equal except for case. `prefix`: starts with it, ignoring case. `humps`: `wP` or `wopo` finds
 * `workerPool` by the starts of its words. `fuzzy`: one letter inserted, left out or replaced, or two swapped.
 */
export type SymbolMatch = 'exact' | 'folded' | 'prefix' | 'humps' | 'fuzzy';

/** Tests whether typed letters are starts of words of a name, in order: `wP`, `wopo` and `wpool` find `workerPool` and `worker_pool`. */
export class HumpsMatcher {
  /** A name that does not contain these letters in this order cannot match. */
  readonly letters: string;

  constructor(typed: string) {
    this.letters = typed.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  }

  matches(name: string): boolean {
    if (this.letters === '') return false;
    const starts = wordStarts(name);
    return starts.length > 0 && matchFrom({ wanted: this.letters, name: name.toLowerCase(), starts, failed: new Set() }, 0, 0);
  }
}

interface HumpSearch {
  readonly wanted: string;
  readonly name: string;
  readonly starts: readonly number[];
  /** States that have failed before. Without them a name of equal words would take exponential time. */
  readonly failed: Set<number>;
}

/** Each word may contribute a prefix of one or more letters. Words may be skipped, except the first. */
function matchFrom(search: HumpSearch, at: number, word: number): boolean {
  const { wanted, name, starts, failed } = search;
  if (at === wanted.length) return true;
  const state = at * 1024 + word;
  if (failed.has(state)) return false;
  for (let w = word; w < starts.length; w++) {
    const start = starts[w]!;
    const end = starts[w + 1] ?? name.length;
    for (let n = 1; start + n <= end && at + n <= wanted.length; n++) {
      if (name[start + n - 1] !== wanted[at + n - 1]) break;
      if (matchFrom(search, at + n, w + 1)) return true;
    }
    if (w === 0) break;
  }
  failed.add(state);
  return false;
}

function wordStarts(name: string): number[] {
  const starts: number[] = [];
  for (const match of name.matchAll(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}]+|\p{N}+/gu)) starts.push(match.index);
  return starts;
}

/** Returns true if one insertion, deletion, replacement or swap of neighbours turns `a` into `b`; false for equal strings. */
export function isOneEdit(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  const restA = a.slice(head);
  const restB = b.slice(head);
  if (a.length === b.length) {
    if (restA.slice(1) === restB.slice(1)) return true;
    return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
  }
  return a.length < b.length ? restA === restB.slice(1) : restA.slice(1) === restB;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_$';

/** Returns the strings that are one edit away, with the edit before `end`. */
export function fuzzyVariants(name: string, end: number): Set<string> {
  const variants = new Set<string>();
  for (let i = 0; i < end && i <= name.length; i++) {
    const head = name.slice(0, i);
    const rest = name.slice(i);
    for (const letter of letters) {
      variants.add(head + letter + rest);
      if (rest !== '') variants.add(head + letter + rest.slice(1));
    }
    if (rest !== '') variants.add(head + rest.slice(1));
    if (rest.length > 1) variants.add(head + rest[1] + rest[0] + rest.slice(2));
  }
  variants.delete(name);
  return variants;
}
