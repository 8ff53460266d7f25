/**
 * Code with marks for what stays: the stretches between the marks are placed one after the other, each by the lines that it shares
 * with the file. Pure.
 */

import { isBalanced } from '../lines/brackets.js';
import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { reindenter } from '../lines/indentation.js';
import { type LineEdit, type Planned, refused } from '../lines/line-edit.js';
import { type Alignment, align, isUnique } from '../place/align.js';
import { boundsOf, placedInOrder } from '../place/place-in-order.js';
import { placedEdit, placeOf } from '../place/place-stretch.js';
import type { CodeContext } from './code-context.js';
import { isImport } from './definitions.js';
import { importEdits } from './merge-imports.js';
import { type Marked, type Segment, segmentsOf } from './segments.js';

export interface SegmentTask extends Marked {
  readonly context: CodeContext;
  /** The stretch of the file that the snippet speaks of. */
  readonly from: number;
  readonly to: number;
  /** [snippet line, file line] that belong together however unlike they are: a definition's changed signature. */
  readonly twins?: readonly [number, number];
  /** Nothing but its lines tells where the snippet belongs: both ends of each stretch must be lines of the file. */
  readonly strict?: boolean;
}

export function planSegments(task: SegmentTask): Planned {
  const { context, from, to, twins } = task;
  const { file } = context;
  // For the alignment alone, a twin reads like its partner.
  const read = twins ? file.with(twins[1], task.snippet[twins[0]]!) : file;
  const edits: LineEdit[] = [];
  const all = segmentsOf(task);
  const segments = all.filter((segment, i) => segment.lines.some(isTelling) || (i > 0 && i < all.length - 1));
  const whole = { start: from, end: to };
  // First by both ends, the surest stretches narrowing where the others may be; what is left by the lines that it shares.
  const placed: (Alignment | LineEdit | undefined)[] = [
    ...placedInOrder(segments.length, whole, (i, start, end) => {
      const first = i === 0 && twins?.[0] === 0 ? twins[1] : undefined;
      const last = twins && !segments[i]!.gapAfter ? to - 1 : undefined;
      return placeOf(segments[i]!.lines, { start, end, first, last }, { ...context, file: read });
    }),
  ];
  for (const [i, segment] of segments.entries()) {
    let place = placed[i];
    if (place === undefined && segment.lines.every(line => isBlank(line) || isImport(line)) && from === 0) {
      edits.push(...importEdits(segment.lines, file));
      continue;
    }
    if (place === undefined) {
      const found = placeSegment(segment, read, ...boundsOf(placed, i, whole), twins !== undefined);
      if ('refused' in found) return found;
      place = found;
    }
    if (task.strict && !('pairs' in place && place.firstPaired && place.lastPaired))
      return refused('it is not sure where a part of the answer belongs');
    if (task.openEnd && i === segments.length - 1 && 'pairs' in place && !endsInFile(segment.lines, place, read))
      return refused('it is not sure where the rest of the file goes on behind the answer');
    placed[i] = place;
    edits.push('pairs' in place ? placedEdit(segment.lines, place, file) : place);
  }
  return edits.length > 0 || segments.every(segment => segment.lines.every(line => !isTelling(line)))
    ? { edits }
    : refused('nothing of the answer could be placed');
}

/** The last line that tells something is one of the file's: behind it the file goes on. */
function endsInFile(lines: readonly string[], { pairs }: Alignment, file: readonly string[]): boolean {
  const k = lines.findLastIndex(isTelling);
  const at = pairs[k] ?? -1;
  return at >= 0 && bare(file[at]!) === bare(lines[k]!);
}

function placeSegment(
  segment: Segment,
  file: readonly string[],
  from: number,
  to: number,
  isInside: boolean,
): Alignment | LineEdit | { readonly refused: string } {
  const { lines, gapBefore, gapAfter } = segment;
  const found = align(lines, file, from, to);
  if (found === undefined || (found.nAnchors === 0 && !isCloseFit(found, lines))) {
    const closed = beforeCloser(lines, gapBefore && !gapAfter, file, { from, to });
    if (closed) return closed;
    // Without a definition around it, only whole top-level code may go to an end of the file.
    const whole = isBalanced(lines) && (isInside || indentOf(lines[0]!) === '');
    if (!whole) return { refused: 'a part of the answer is not in the file' };
    if (!gapBefore && gapAfter) return { start: from, end: from, lines: [...lines, ''] };
    if (gapBefore && !gapAfter && !leaves(file.slice(from, to))) return { start: to, end: to, lines: ['', ...lines] };
    return { refused: 'a part of the answer between two omissions is not in the file' };
  }
  const restAfter = file.slice(found.end, to).some(line => /\w/.test(line));
  if (!found.lastPaired && !gapAfter && restAfter) return { refused: 'it is not sure what the last lines of the answer replace' };
  const nTelling = lines.filter(isTelling).length;
  const tight = found.nAnchors > 0 || nTelling <= 2;
  if (!tight) return { refused: 'a part of the answer fits the file too loosely' };
  const atStart = !gapBefore && found.start === from;
  const atEnd = !gapAfter && !restAfter;
  if (!atStart && !atEnd && !isUnique(found, lines, file, from, to))
    return { refused: 'a part of the answer fits more than one place of the file' };
  return found;
}

/** New lines behind the last mark and the line that closes the definition: they go to its end, but never behind what leaves it. */
function beforeCloser(
  lines: readonly string[],
  isLast: boolean,
  file: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): LineEdit | undefined {
  let end = to;
  while (end > from && isBlank(file[end - 1]!)) end--;
  const closer = file[end - 1];
  if (!isLast || closer === undefined || isTelling(closer) || lines.length < 2 || bare(lines.at(-1)!) !== bare(closer)) return undefined;
  const above = file.slice(from, end - 1).findLast(line => !isBlank(line)) ?? '';
  const fresh = lines.slice(0, -1);
  // Its first lines may be the last ones of the file's, which a comma tells apart.
  const body = file.slice(from, end - 1);
  let nShared = 0;
  for (let n = 1; n <= Math.min(fresh.length, body.length); n++)
    if (fresh.slice(0, n).every((line, k) => core(line) === core(body[body.length - n + k]!))) nShared = n;
  const present = new Set(body.filter(isTelling).map(core));
  if (fresh.slice(nShared).some(line => isTelling(line) && present.has(core(line)))) return undefined;
  if (leaves(body) || !isBalanced(fresh)) return undefined;
  const indent = reindenter(
    [
      [lines.at(-1)!, closer],
      [fresh[0]!, above],
    ],
    lines,
    file,
  );
  return { start: end - 1 - nShared, end: end - 1, lines: fresh.map(indent) };
}

const core = (line: string): string => bare(line).replace(/[,;]$/, '');

/** The last line goes away from where it stands: nothing behind it would run. */
const leaves = (lines: readonly string[]): boolean =>
  /^\s*(?:return|raise|throw|break|continue|panic!?)\b/.test(lines.findLast(line => isTelling(line) || /\breturn\b/.test(line)) ?? '');

/** Every line has its like: a changed value between two marks. */
const isCloseFit = (found: Alignment, lines: readonly string[]): boolean =>
  lines.some(isTelling) && lines.every((line, k) => !isTelling(line) || found.pairs[k]! >= 0) && found.cost <= lines.length * 0.7;
