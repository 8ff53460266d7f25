/**
 * Code with marks for what stays: the stretches between the marks are placed one after the other, each by the lines that it shares
 * with the file. Pure.
 */
import type { Alignment } from './align.js';
import { align, isUnique } from './align.js';
import { isImport } from './definitions.js';
import { indentOf, isBlank, isTelling, trimBlank } from './file-lines.js';
import type { LineEdit, Planned } from './line-edit.js';
import { refused } from './line-edit.js';
import { importEdits } from './merge-imports.js';
import { isBalanced } from './replace-definition.js';
import { alignedEdit } from './statements.js';

export interface SegmentTask {
  readonly snippet: readonly string[];
  readonly marks: readonly boolean[];
  readonly file: readonly string[];
  /** The stretch of the file that the snippet speaks of. */
  readonly from: number;
  readonly to: number;
  /** [snippet line, file line] that belong together however unlike they are: a definition's changed signature. */
  readonly twins?: readonly [number, number];
  /** Something may follow the snippet's last line although no mark says so: it breaks off. */
  readonly openEnd?: boolean;
  /** Nothing but its lines tells where the snippet belongs: both ends of each stretch must be lines of the file. */
  readonly strict?: boolean;
}

export interface Segment {
  readonly lines: readonly string[];
  readonly gapBefore: boolean;
  readonly gapAfter: boolean;
}

export function planSegments(task: SegmentTask): Planned {
  const { file, from, to } = task;
  // For the alignment alone, a twin reads like its partner.
  const read = task.twins ? file.with(task.twins[1], task.snippet[task.twins[0]]!) : file;
  const edits: LineEdit[] = [];
  let lower = from;
  const segments = segmentsOf(task);
  for (const [i, segment] of segments.entries()) {
    if (segment.lines.every(line => !isTelling(line)) && (i === 0 || i === segments.length - 1)) continue;
    if (segment.lines.every(line => isBlank(line) || isImport(line)) && from === 0) {
      edits.push(...importEdits(segment.lines, file));
      continue;
    }
    const placed = placeSegment(segment, read, lower, to);
    if ('refused' in placed) return placed;
    if (task.strict && !('pairs' in placed && placed.firstPaired && placed.lastPaired))
      return refused('it is not sure where a part of the answer belongs');
    edits.push('pairs' in placed ? alignedEdit(segment.lines, placed, file) : placed);
    lower = placed.end;
  }
  return edits.length > 0 || segments.every(segment => segment.lines.every(line => !isTelling(line)))
    ? { edits }
    : refused('nothing of the answer could be placed');
}

/** The stretches between the marks. */
export function segmentsOf({ snippet, marks, openEnd }: Pick<SegmentTask, 'snippet' | 'marks' | 'openEnd'>): readonly Segment[] {
  const segments: Segment[] = [];
  let lines: string[] = [];
  let gapBefore = false;
  const close = (gapAfter: boolean): void => {
    const kept = trimBlank(lines);
    if (kept.length > 0) segments.push({ lines: kept, gapBefore, gapAfter });
    lines = [];
    gapBefore = true;
  };
  snippet.forEach((line, i) => {
    if (marks[i]) close(true);
    else lines.push(line);
  });
  close(openEnd === true);
  return segments;
}

function placeSegment(
  segment: Segment,
  file: readonly string[],
  from: number,
  to: number,
): Alignment | LineEdit | { readonly refused: string } {
  const { lines, gapBefore, gapAfter } = segment;
  const found = align(lines, file, from, to);
  if (found === undefined || (found.nAnchors === 0 && !isCloseFit(found, lines))) {
    // Without a definition around it, only whole top-level code may go to an end of the file.
    const whole = isBalanced(lines) && (from > 0 || to < file.length || indentOf(lines[0]!) === '');
    if (!whole) return { refused: 'a part of the answer is not in the file' };
    if (!gapBefore && gapAfter) return { start: from, end: from, lines: [...lines, ''] };
    if (gapBefore && !gapAfter) return { start: to, end: to, lines: ['', ...lines] };
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

/** Every line has its like: a changed value between two marks. */
const isCloseFit = (found: Alignment, lines: readonly string[]): boolean =>
  lines.some(isTelling) && lines.every((line, k) => !isTelling(line) || found.pairs[k]! >= 0) && found.cost <= lines.length * 0.7;
