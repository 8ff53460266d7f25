/**
 * The one stretch of a file that a stretch of an answer stands for, found by its first and last lines; unsure where another fits nearly
 * as well, or where something would be lost that the answer does not speak of. Pure.
 */

import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { type IndentPair, indentUnit } from '../lines/indentation.js';
import type { LineEdit } from '../lines/line-edit.js';
import { saysRemoved, speaksOfLoss } from '../message/prose.js';
import type { CodeContext } from '../plan/code-context.js';
import { type Definition, everywhere, isContainer } from '../plan/definitions.js';
import { stretch } from '../thresholds.js';
import { type Alignment, align, tokensOf } from './align.js';
import { alignedEdit } from './aligned-edit.js';
import type { Placed } from './place-in-order.js';

/** Places tried for a stretch's first and for its last line; more are a file of equal lines, in which no place is sure. */
const maxEnds = 40;

/** Cells of alignment spent on one stretch: about a quarter of a second. */
const maxPlaceCells = 1_000_000;

/** A place that the lines may stand for, and what would become of it. */
interface Place {
  readonly found: Alignment;
  readonly change: Change;
}

/** Where a stretch may lie. */
export interface Range extends Placed {
  /** The line that it begins with, where that is known. */
  readonly first?: number | undefined;
  /** The line that it ends with, where that is known. */
  readonly last?: number | undefined;
}

/** The one stretch of the file that these lines stand for. */
export function placeOf(lines: readonly string[], range: Range, context: CodeContext): Alignment | undefined {
  const sought = seekPlace(lines, range, context);
  return sought === 'doubtful' ? undefined : sought;
}

/** Doubtful where the likeliest place loses lines of the file and another one loses none. */
export function seekPlace(lines: readonly string[], range: Range, context: CodeContext): Alignment | 'doubtful' | undefined {
  const { file } = context;
  const starts = range.first === undefined ? linesLike(bare(lines[0]!), file, range) : [range.first];
  const ends = range.last === undefined ? linesLike(bare(lines.at(-1)!), file, range) : [range.last];
  if (starts.length > maxEnds || ends.length > maxEnds) return undefined;
  const longest = lines.length * 2 + 60;
  const all = starts.flatMap(start => ends.filter(end => end >= start && end - start < longest).map(end => ({ start, end: end + 1 })));
  // A model moves a stretch as a whole: both ends are as far from where the file has them.
  const moved = all.filter(({ start, end }) => isMovedAlike([lines[0]!, file[start]!], [lines.at(-1)!, file[end - 1]!]));
  const stretches = moved.length > 0 ? moved : all;
  const nCells = stretches.reduce((sum, { start, end }) => sum + lines.length * (end - start), 0);
  if (nCells > maxPlaceCells) return undefined;
  const places: readonly Place[] = stretches
    .map(({ start, end }) => align(lines, file, start, end, { endsMeet: true }))
    .filter(found => found !== undefined)
    .map(found => ({ found, change: changeOf(found, lines, file) }))
    .sort((a, b) => a.found.cost - b.found.cost);
  const [best, ...others] = places;
  if (best === undefined || others.some(other => isAsGood(other, best))) return undefined;
  if (!isSure(best, lines, context)) return undefined;
  const isDoubtful = best.change.nLost > 0 && others.some(other => other.change.nLost === 0 && isSure(other, lines, context));
  return isDoubtful ? 'doubtful' : best.found;
}

const isMovedAlike = (...pairs: readonly IndentPair[]): boolean =>
  new Set(pairs.map(([model, own]) => indentOf(own).length - indentOf(model).length)).size === 1;

/** Two places are told apart by `margin`; those that hold by the same lines by what they lose beside them. */
function isAsGood(other: Place, best: Place): boolean {
  if (other.found.cost >= best.found.cost + stretch.margin) return false;
  const isVariant = other.change.anchors.every(at => best.change.kept.has(at)) && other.change.nLost >= best.change.nLost;
  return !isVariant || other.found.cost < best.found.cost + stretch.variantMargin;
}

function linesLike(wanted: string, file: readonly string[], { start, end }: Placed): readonly number[] {
  const places: number[] = [];
  for (let i = start; i < end && places.length <= maxEnds; i++) if (withoutComma(bare(file[i]!)) === withoutComma(wanted)) places.push(i);
  return places;
}

const withoutComma = (said: string): string => said.replace(/,$/, '');

/** What a stretch keeps of the file, loses and gains; only `kept` counts lines that tell nothing. */
interface Change {
  readonly kept: ReadonlySet<number>;
  /** Those of them that tell something. */
  readonly anchors: readonly number[];
  readonly nLost: number;
  readonly nNew: number;
  /** Where lines go and none comes. */
  readonly drops: readonly Placed[];
  /** Between any two lines that stay, what goes is about as much as what comes. */
  readonly isEven: boolean;
}

function changeOf({ start, end, pairs }: Alignment, lines: readonly string[], file: readonly string[]): Change {
  const kept = new Set<number>();
  const anchors: number[] = [];
  const total = { lost: 0, new: 0 };
  const drops: Placed[] = [];
  let isEven = true;
  let next = start;
  let lastKept = start - 1;
  let nGone = 0;
  let nCame = 0;
  const stay = (at: number): void => {
    for (; next < at; next++) if (isTelling(file[next]!)) nGone++;
    next = at + 1;
  };
  const settle = (at: number): void => {
    if (nGone > 0 && nCame === 0) drops.push({ start: lastKept + 1, end: at });
    lastKept = at;
    isEven &&= nGone <= stretch.freeLoss + nCame * stretch.lossPerNewLine;
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
      anchors.push(at);
      settle(at);
    } else if (isTelling(line)) nCame++;
  });
  stay(end);
  settle(end);
  return { kept, anchors, nLost: total.lost, nNew: total.new, drops, isEven };
}

/** Both ends hold by a telling line, and nothing of weight is lost between them in silence. */
function isSure({ found, change }: Place, lines: readonly string[], { file, definitions, prose }: CodeContext): boolean {
  const { kept, anchors, nLost, nNew, isEven } = change;
  if (anchors.length === 0) return false;
  const top = endHolds(lines, found, file, 1);
  const bottom =
    endHolds(lines, found, file, -1) ||
    (top && isOneBlock(lines) && isOneBlock(file.slice(found.start, found.end)) && shiftedEdit(lines, found, file) !== undefined);
  if (nLost > 0 && !(top && bottom)) return false;
  if (nNew > 0 && !(top || bottom)) return false;
  if (speaksOfLoss(prose) ? nLost > stretch.mostLoss : !isEven || change.drops.some(drop => isFirstOfItsClass(drop, file, definitions)))
    return false;
  return !everywhere(definitions).some(definition => isLost(definition, lines, found, kept) && !saysRemoved(definition.name, prose));
}

/** Its last line closes what its first one opens: all between lies deeper. */
function isOneBlock(lines: readonly string[]): boolean {
  const own = lines.filter(line => !isBlank(line));
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined || own.length < 3 || !/^\s*(?:[})\]]|end\b)/.test(last)) return false;
  const depth = indentOf(first).length;
  return indentOf(last).length === depth && own.slice(1, -1).every(line => indentOf(line).length > depth);
}

/** Members between a class's own line and the first that the answer shows: models pass over them in silence. */
const isFirstOfItsClass = (drop: Placed, file: readonly string[], definitions: readonly Definition[]): boolean =>
  everywhere(definitions).some(
    definition =>
      isContainer(definition) &&
      definition.nameLine < drop.start &&
      drop.start < definition.end &&
      !file.slice(definition.nameLine + 1, drop.start).some(isTelling),
  );

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

/** The stretch becomes the lines, moved as a whole where they can be, else line by line. */
export const placedEdit = (lines: readonly string[], found: Alignment, file: readonly string[]): LineEdit =>
  shiftedEdit(lines, found, file) ?? alignedEdit(lines, found, file);

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
  const moved = lines.map((line, k) => {
    const at = found.pairs[k]!;
    if (k === lines.length - 1 && at >= 0 && bare(file[at]!) === `${bare(line)},`) return file[at]!;
    return isBlank(line) ? line : first.add + line.slice(first.drop.length);
  });
  return { start: found.start, end: found.end, lines: moved };
}
