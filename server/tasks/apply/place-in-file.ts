/**
 * Reads each stretch of an answer as what a stretch of the file becomes: its first and last lines stand in the file, and little between
 * them differs. The surest reading of all, so it comes before names are looked up. Pure.
 */
import type { Alignment } from './align.js';
import { align, tokensOf } from './align.js';
import type { CodeContext } from './code-context.js';
import type { Definition } from './definitions.js';
import { everywhere } from './definitions.js';
import { bare, indentOf, isBlank, isTelling } from './file-lines.js';
import { indentUnit } from './indentation.js';
import type { LineEdit, Planned } from './line-edit.js';
import { refused } from './line-edit.js';
import { segmentsOf } from './merge-segments.js';
import { saysRemoved, speaksOfLoss } from './prose.js';
import { alignedEdit } from './statements.js';

/** Places tried for a stretch's first and for its last line; more are a file of equal lines, in which no place is sure. */
const maxEnds = 40;

/** Cells of alignment spent on one stretch: about a quarter of a second. */
const maxPlaceCells = 1_000_000;

/** Two places that differ by less than this are not told apart; in units of `align`'s cost. */
const margin = 0.6;

/** Undefined where the answer cannot be read so. */
export function planInFile(snippet: readonly string[], marks: readonly boolean[], context: CodeContext): Planned | undefined {
  const { file } = context;
  const segments = segmentsOf({ snippet, marks });
  const edits: LineEdit[] = [];
  let lower = 0;
  for (const [i, segment] of segments.entries()) {
    const isOuter = i === 0 || i === segments.length - 1;
    if (isOuter && segments.length > 1 && !segment.lines.some(isTelling)) continue;
    const found = placeOf(segment.lines, lower, context);
    if (found === undefined) return undefined;
    if (!segment.gapAfter && breaksOff(segment.lines, found, context))
      return refused('the answer may show only the first part of a definition');
    edits.push(shiftedEdit(segment.lines, found, file) ?? alignedEdit(segment.lines, found, file));
    lower = found.end;
  }
  return edits.length > 0 ? { edits } : undefined;
}

/** The lines as the answer has them, all moved by the same indentation: that of both ends. */
function shiftedEdit(lines: readonly string[], found: Alignment, file: readonly string[]): LineEdit | undefined {
  const shifts = [0, lines.length - 1].map(k => {
    const [model, own] = [indentOf(lines[k]!), indentOf(file[found.pairs[k]!]!)];
    if (own.endsWith(model)) return { add: own.slice(0, own.length - model.length), drop: '' };
    return model.endsWith(own) ? { add: '', drop: model.slice(0, model.length - own.length) } : undefined;
  });
  const [first, last] = shifts;
  if (first === undefined || last === undefined || first.add !== last.add || first.drop !== last.drop) return undefined;
  const unit = indentUnit(lines);
  if (unit !== undefined && unit !== indentUnit(file)) return undefined;
  if (lines.some(line => !isBlank(line) && !line.startsWith(first.drop))) return undefined;
  const moved = lines.map(line => (isBlank(line) ? line : first.add + line.slice(first.drop.length)));
  return { start: found.start, end: found.end, lines: moved };
}

/** The answer begins a definition, changes it, and ends before the file's is at its end. */
function breaksOff(lines: readonly string[], found: Alignment, { file, definitions }: CodeContext): boolean {
  return everywhere(definitions).some(({ nameLine, end }) => {
    if (nameLine < found.start || nameLine >= found.end || end <= found.end) return false;
    const changes = found.pairs.some((at, k) => k > found.pairs.indexOf(nameLine) && (at < 0 || bare(file[at]!) !== bare(lines[k]!)));
    return changes && file.slice(found.end, end).some(isTelling);
  });
}

/** A place that the lines may stand for, and what would become of it. */
interface Place {
  readonly found: Alignment;
  readonly change: Change;
}

/** The one stretch of the file that these lines stand for. */
function placeOf(lines: readonly string[], from: number, context: CodeContext): Alignment | undefined {
  const { file } = context;
  const starts = linesLike(bare(lines[0]!), file, from);
  const ends = linesLike(bare(lines.at(-1)!), file, from);
  if (starts.length > maxEnds || ends.length > maxEnds) return undefined;
  const longest = lines.length * 2 + 60;
  const stretches = starts.flatMap(start =>
    ends.filter(end => end >= start && end - start < longest).map(end => ({ start, end: end + 1 })),
  );
  const nCells = stretches.reduce((sum, { start, end }) => sum + lines.length * (end - start), 0);
  if (nCells > maxPlaceCells) return undefined;
  const places: readonly Place[] = stretches
    .map(({ start, end }) => align(lines, file, start, end, { endsMeet: true }))
    .filter(found => found !== undefined)
    .map(found => ({ found, change: changeOf(found, lines, file) }))
    .sort((a, b) => a.found.cost - b.found.cost);
  const [best, second] = places;
  if (best === undefined || (second !== undefined && second.found.cost < best.found.cost + margin)) return undefined;
  if (!isSure(best, lines, context)) return undefined;
  // A dearer place where only lines come and none goes may be the one that is meant.
  const isDoubtful =
    best.change.nLost > 0 && places.some(other => other !== best && other.change.nLost === 0 && isSure(other, lines, context));
  return isDoubtful ? undefined : best.found;
}

function linesLike(wanted: string, file: readonly string[], from: number): readonly number[] {
  const places: number[] = [];
  for (let i = from; i < file.length && places.length <= maxEnds; i++) if (bare(file[i]!) === wanted) places.push(i);
  return places;
}

/** What a stretch keeps of the file, loses and gains; only `kept` counts lines that tell nothing. */
interface Change {
  readonly kept: ReadonlySet<number>;
  readonly nKept: number;
  readonly nLost: number;
  readonly nNew: number;
  /** Between any two lines that stay, what goes is about as much as what comes. */
  readonly isEven: boolean;
}

function changeOf({ start, end, pairs }: Alignment, lines: readonly string[], file: readonly string[]): Change {
  const kept = new Set<number>();
  const total = { kept: 0, lost: 0, new: 0 };
  let isEven = true;
  let next = start;
  let nGone = 0;
  let nCame = 0;
  const stay = (at: number): void => {
    for (; next < at; next++) if (isTelling(file[next]!)) nGone++;
    next = at + 1;
  };
  const settle = (): void => {
    isEven &&= nGone <= 3 + nCame * 1.5;
    total.lost += nGone;
    total.new += nCame;
    nGone = 0;
    nCame = 0;
  };
  lines.forEach((line, k) => {
    const at = pairs[k]!;
    if (at >= 0 && bare(file[at]!) === bare(line)) {
      stay(at);
      kept.add(at);
      if (!isTelling(line)) return;
      total.kept++;
      settle();
    } else if (isTelling(line)) nCame++;
  });
  stay(end);
  settle();
  return { kept, nKept: total.kept, nLost: total.lost, nNew: total.new, isEven };
}

/** Both ends hold by a telling line, and nothing of weight is lost between them in silence. */
function isSure({ found, change }: Place, lines: readonly string[], { file, definitions, prose }: CodeContext): boolean {
  const { kept, nKept, nLost, nNew, isEven } = change;
  if (nKept === 0) return false;
  const [top, bottom] = [endHolds(lines, found, file, 1), endHolds(lines, found, file, -1)];
  if (nLost > 0 && !(top && bottom)) return false;
  if (nNew > 0 && !(top || bottom)) return false;
  if (speaksOfLoss(prose) ? nLost > 40 : !isEven) return false;
  return !everywhere(definitions).some(definition => isLost(definition, lines, found, kept) && !saysRemoved(definition.name, prose));
}

/** Between this end and the first line that differs stands one that says where we are; a bracket could be any. */
function endHolds(lines: readonly string[], found: Alignment, file: readonly string[], step: 1 | -1): boolean {
  let at: number | undefined;
  for (let k = step === 1 ? 0 : lines.length - 1; k >= 0 && k < lines.length; k += step) {
    if (isBlank(lines[k]!)) continue;
    const pair = found.pairs[k]!;
    if (pair < 0 || bare(file[pair]!) !== bare(lines[k]!)) return false;
    if (at !== undefined && !blankApart(at, pair, file)) return false;
    if (isTelling(lines[k]!)) return true;
    at = pair;
  }
  return false;
}

/** True where only blank lines stand between two lines of the file. */
function blankApart(a: number, b: number, file: readonly string[]): boolean {
  return file.slice(Math.min(a, b) + 1, Math.max(a, b)).every(isBlank);
}

/** A definition of the file whose place the answer shows without it. */
function isLost(
  { name, start, nameLine, end }: Definition,
  lines: readonly string[],
  found: Alignment,
  kept: ReadonlySet<number>,
): boolean {
  if (start < found.start || end > found.end || end - start < 2 || kept.has(nameLine)) return false;
  return !lines.some((line, k) => {
    const tokens = tokensOf(line);
    const at = tokens.indexOf(name);
    // It is called in many lines; what stands for it declares it: only words before it, or the same line as in the file.
    return at >= 0 && (found.pairs[k] === nameLine || tokens.slice(0, at).every(token => /^[\w@<>*&]/.test(token)));
  });
}
