/** Edits that show what they replace: search-and-replace blocks and unified diffs, however their counts and spaces are. Pure. */

import { bare, indentOf, isBlank, isTelling, trimBlank } from '../lines/file-lines.js';
import { type IndentPair, reindenter } from '../lines/indentation.js';
import { type LineEdit, type Planned, type Refusal, refused } from '../lines/line-edit.js';
import type { ReplacePart } from '../message/edit-part.js';
import { align, isUnique } from '../place/align.js';
import { hunkHeader, misquoted } from '../thresholds.js';

/** A line of a hunk: kept, removed or added. */
interface HunkLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  /** As it stands in the answer: of lines that stay, models leave out the sign. */
  readonly raw: string;
}

interface Hunk {
  readonly lines: readonly HunkLine[];
  /** 0-based line that the header claims; models often err. */
  readonly claimed: number | undefined;
  /** What the header says behind its second `@@`. */
  readonly heading: string;
}

interface Found {
  readonly start: number;
  readonly end: number;
  /** File line of each searched line. */
  readonly pairs: Int32Array;
}

export function planReplace({ search, replacement, claimed }: ReplacePart, file: readonly string[]): Planned {
  const wanted = trimBlank(search);
  if (wanted.length === 0) {
    if (file.every(isBlank)) return { edits: [{ start: 0, end: file.length, lines: replacement }] };
    return refused('the block to search for is empty');
  }
  const found = locate(wanted, file, 0, claimed, '');
  if ('refused' in found) return found;
  return { edits: [edited(found, wanted, trimBlank(replacement), file)] };
}

export function planDiff(lines: readonly string[], file: readonly string[]): Planned {
  const hunks = hunksOf(lines, new Set(file.map(bare)));
  if (hunks.length === 0) return refused('the diff holds no change');
  const edits: LineEdit[] = [];
  let from = 0;
  for (const hunk of hunks) {
    const old = hunk.lines.filter(line => line.sign !== '+').map(line => line.text);
    if (old.every(isBlank)) {
      if (!file.every(isBlank)) return refused('a hunk of the diff shows no line of the file');
      edits.push({ start: 0, end: file.length, lines: hunk.lines.map(line => line.text) });
      continue;
    }
    let found = locate(old, file, from, hunk.claimed, hunk.heading);
    // Hunks out of order happen too.
    if ('refused' in found && from > 0) found = locate(old, file, 0, hunk.claimed, hunk.heading);
    const located = 'refused' in found ? locateInTwo(hunk, file, from) : [{ hunk, found }];
    if (located === undefined) return 'refused' in found ? found : refused('the lines to change are not in the file');
    for (const part of located) {
      edits.push(hunkEdit(part.hunk, part.found, file));
      from = Math.max(from, part.found.end);
    }
  }
  return { edits };
}

interface Located {
  readonly hunk: Hunk;
  readonly found: Found;
}

/** Two hunks that a model wrote as one: they part between two lines that stay. */
function locateInTwo(hunk: Hunk, file: readonly string[], from: number): readonly Located[] | undefined {
  const { lines } = hunk;
  if (lines.length > maxLinesInTwo) return undefined;
  for (let cut = 1; cut < lines.length; cut++) {
    if (lines[cut - 1]!.sign !== ' ' || lines[cut]!.sign !== ' ') continue;
    const [first, second] = [partOf(hunk, 0, cut), partOf(hunk, cut, lines.length)];
    const head = first && placeExactly(first, file, from);
    if (!first || !second || !head) continue;
    const tail = placeExactly(second, file, head.end);
    const rest = tail ? [{ hunk: second, found: tail }] : locateInTwo(second, file, head.end);
    if (rest) return [{ hunk: first, found: head }, ...rest];
  }
  return undefined;
}

const maxLinesInTwo = 150;

/** A part that changes something; a hunk of nothing but context says nothing. */
function partOf(hunk: Hunk, from: number, to: number): Hunk | undefined {
  const lines = trimmedHunk(hunk.lines.slice(from, to));
  return lines.some(line => line.sign !== ' ') ? { ...hunk, lines } : undefined;
}

function placeExactly(hunk: Hunk, file: readonly string[], from: number): Found | undefined {
  const old = hunk.lines.filter(line => line.sign !== '+').map(line => line.text);
  const places = placesOf(old, file, from, (a, b) => bare(a) === bare(b));
  return old.some(isTelling) && places.length === 1 ? places[0] : undefined;
}

/** A block without any header whose lines are signed all the same: what is taken out stands in the file, and not with its sign. */
export function readsAsDiff(lines: readonly string[], file: readonly string[]): boolean {
  const present = new Set(file.map(bare));
  const signed = lines.filter(line => /^[+-]/.test(line) && isTelling(line));
  const old = lines.filter(line => !line.startsWith('+') && isTelling(line)).map(line => bare(/^[- ]/.test(line) ? line.slice(1) : line));
  return (
    signed.length > 0 &&
    old.length > 0 &&
    old.every(line => present.has(line)) &&
    lines.every(line => /^[+\- ]/.test(line) || isBlank(line) || present.has(bare(line))) &&
    !signed.some(line => present.has(bare(line)))
  );
}

/** The hunks of one file's diff. A line that only stands for what is left out divides hunks. */
export function hunksOf(lines: readonly string[], present: ReadonlySet<string>): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let open: { lines: HunkLine[]; claimed: number | undefined; heading: string } | undefined;
  const close = (): void => {
    if (open?.lines.some(line => line.sign !== ' ')) hunks.push({ ...open, lines: trimmedHunk(open.lines) });
    open = undefined;
  };
  for (const line of lines) {
    const header = /^@@\s*(?:-(\d+)(?:,\d+)?\s+\+\d+(?:,\d+)?)?[^@]*(?:@@)?\s*(.*)$/.exec(line);
    if (header) {
      close();
      const heading = header[2] || (header[1] === undefined ? line.replace(/^@@\s*|\s*@@$/g, '') : '');
      open = { lines: [], claimed: header[1] === undefined ? undefined : Number(header[1]) - 1, heading };
      continue;
    }
    if (line.startsWith('\\ ')) continue;
    if (/^\s*(?:\/\/|#|--)?\s*(?:\.{3}|…)\s*$/.test(line)) {
      close();
      continue;
    }
    open ??= { lines: [], claimed: undefined, heading: '' };
    const sign = line[0];
    // An item of a list that lost its sign looks like a line that goes.
    const isItem = sign === '-' && present.has(bare(line)) && !present.has(bare(line.slice(1)));
    if (sign === '+' || (sign === '-' && !isItem)) open.lines.push({ sign, text: line.slice(1), raw: line });
    else open.lines.push({ sign: ' ', text: sign === ' ' ? line.slice(1) : line, raw: line });
  }
  close();
  return hunks;
}

/** Blank context at the ends only narrows where a hunk fits. */
function trimmedHunk(lines: readonly HunkLine[]): readonly HunkLine[] {
  const counts = (line: HunkLine): boolean => line.sign !== ' ' || !isBlank(line.text);
  return lines.slice(lines.findIndex(counts), lines.findLastIndex(counts) + 1);
}

function hunkEdit(hunk: Hunk, found: Found, file: readonly string[]): LineEdit {
  const old = hunk.lines.filter(line => line.sign !== '+');
  const stays = old.flatMap((line, k) => (line.sign === ' ' && found.pairs[k]! >= 0 ? [{ line, own: file[found.pairs[k]!]! }] : []));
  const isUnsigned = stays.filter(({ line, own }) => line.raw === own).length > stays.filter(({ line, own }) => line.text === own).length;
  const pairs = old.flatMap((line, k): readonly IndentPair[] =>
    found.pairs[k]! < 0 ? [] : [[isUnsigned && line.sign === ' ' ? line.raw : line.text, file[found.pairs[k]!]!]],
  );
  const indent = reindenter(
    pairs,
    hunk.lines.map(line => line.text),
    file,
  );
  const out: string[] = [];
  let next = found.start;
  let k = 0;
  for (const line of hunk.lines) {
    if (line.sign === '+') {
      out.push(indent(line.text));
      continue;
    }
    const at = found.pairs[k++]!;
    if (at < 0) continue; // Context that the file lacks: it is not added.
    while (next < at) out.push(file[next++]!); // Lines between that the diff left out stay.
    if (line.sign === ' ') out.push(file[at]!);
    next = at + 1;
  }
  while (next < found.end) out.push(file[next++]!);
  return { start: found.start, end: found.end, lines: out };
}

/** A person is shown no more places than these. */
const maxPlaces = 20;

/** Where `wanted` stands: to the letter, else but for spaces, else but for a few lines. Only one place will do. */
function locate(
  wanted: readonly string[],
  file: readonly string[],
  from: number,
  claimed: number | undefined,
  heading: string,
): Found | Refusal {
  for (const same of [
    (a: string, b: string) => a === b,
    (a: string, b: string) => a.trimEnd() === b.trimEnd(),
    (a: string, b: string) => bare(a) === bare(b),
    (a: string, b: string) => a.replace(/\s/g, '') === b.replace(/\s/g, ''),
  ]) {
    const places = placesOf(wanted, file, from, same);
    if (places.length === 1) return places[0]!;
    if (places.length > 1) {
      return (
        nearest(places, claimed) ??
        underHeading(places, heading, file) ?? {
          refused: `the lines to change stand at ${places.length} places of the file`,
          places: places.slice(0, maxPlaces).map(({ start, end }) => ({ start, end })),
        }
      );
    }
  }
  const loose = placesOf(
    wanted.filter(line => !isBlank(line)),
    file,
    from,
    (a, b) => bare(a) === bare(b),
    true,
  );
  if (loose.length === 1) return spread(loose[0]!, wanted);
  const found = align(wanted, file, from, file.length);
  const nTelling = wanted.filter(isTelling).length;
  const sound =
    found !== undefined &&
    found.nAnchors >= Math.max(1, Math.ceil(nTelling * misquoted.exactShare)) &&
    found.cost <= wanted.length * misquoted.costPerLine &&
    found.firstPaired &&
    found.lastPaired;
  if (!sound) return { refused: 'the lines to change are not in the file' };
  if (!isUnique(found, wanted, file, from, file.length)) return { refused: 'the lines to change fit more than one place of the file' };
  return found;
}

function placesOf(
  wanted: readonly string[],
  file: readonly string[],
  from: number,
  same: (a: string, b: string) => boolean,
  skipBlank = false,
): readonly Found[] {
  const places: Found[] = [];
  for (let start = from; start < file.length && wanted.length > 0; start++) {
    if (skipBlank && isBlank(file[start]!)) continue;
    const pairs = new Int32Array(wanted.length);
    let at = start;
    let k = 0;
    for (; k < wanted.length; k++) {
      while (skipBlank && at < file.length && isBlank(file[at]!)) at++;
      if (at >= file.length || !same(wanted[k]!, file[at]!)) break;
      pairs[k] = at++;
    }
    if (k === wanted.length) places.push({ start, end: at, pairs });
  }
  return places;
}

/** Gives the blank lines that were skipped a place: none. */
function spread(found: Found, wanted: readonly string[]): Found {
  const pairs = new Int32Array(wanted.length).fill(-1);
  let k = 0;
  wanted.forEach((line, i) => {
    if (!isBlank(line)) pairs[i] = found.pairs[k++]!;
  });
  return { ...found, pairs };
}

/** The place that a header claims, where it is near one and far from the others. */
function nearest(places: readonly Found[], claimed: number | undefined): Found | undefined {
  if (claimed === undefined) return undefined;
  const [first, second] = places.map(place => ({ place, away: Math.abs(place.start - claimed) })).sort((a, b) => a.away - b.away);
  return first && first.away <= hunkHeader.off && (!second || second.away > 2 * first.away + 2) ? first.place : undefined;
}

/** The only place below the line that the header quotes, before that line comes again or another definition begins. */
function underHeading(places: readonly Found[], heading: string, file: readonly string[]): Found | undefined {
  const quoted = bare(heading);
  if (!isTelling(quoted)) return undefined;
  const at = file.findIndex(line => bare(line) === quoted || bare(line).startsWith(quoted));
  if (at < 0) return undefined;
  const depth = indentOf(file[at]!).length;
  let end = at + 1;
  while (end < file.length && (isBlank(file[end]!) || indentOf(file[end]!).length > depth || /^\s*[\])}]/.test(file[end]!))) end++;
  const inside = places.filter(place => place.start >= at && place.end <= end);
  return inside.length === 1 ? inside[0] : undefined;
}

/** The replacement in the file's indentation; what it has in common with the search keeps the file's letters. */
function edited(found: Found, search: readonly string[], replacement: readonly string[], file: readonly string[]): LineEdit {
  const pairs: IndentPair[] = [];
  search.forEach((line, k) => {
    const at = found.pairs[k]!;
    if (at >= 0) pairs.push([line, file[at]!]);
  });
  // The first line may have lost its indentation alone.
  pairs.push(...pairs.splice(0, 1));
  const indent = reindenter(pairs, [...search, ...replacement], file);
  const same = align(replacement, search, 0, search.length, { endsMeet: true })?.pairs;
  const lines = replacement.map((line, k) => {
    const twin = same?.[k] ?? -1;
    // What the answer does not change keeps the file's letters, also where the answer quotes them badly.
    const at = twin >= 0 && search[twin]!.trimEnd() === line.trimEnd() ? found.pairs[twin]! : -1;
    return at >= 0 ? file[at]! : indent(line);
  });
  return { start: found.start, end: found.end, lines };
}
