/** Carries lines from a model's indentation to the file's: its depth, its unit, tabs or spaces. Pure. */
import { indentOf, isBlank } from './file-lines.js';

/** One step of indentation as the lines use it: a tab, or a number of spaces; undefined where nothing is indented. */
export function indentUnit(lines: readonly string[]): string | undefined {
  const steps = new Map<number, number>();
  let nTabs = 0;
  let nSpaced = 0;
  let previous = 0;
  for (const line of lines) {
    if (isBlank(line)) continue;
    const indent = indentOf(line);
    if (indent.startsWith('\t')) nTabs++;
    else if (indent.length > 0) nSpaced++;
    const step = indent.length - previous;
    if (step > 1 && step <= 8 && !indent.includes('\t')) steps.set(step, (steps.get(step) ?? 0) + 1);
    previous = indent.length;
  }
  if (nTabs > nSpaced) return '\t';
  const common = [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  if (common) return ' '.repeat(common[0]);
  const least = lines
    .filter(line => !isBlank(line))
    .map(line => indentOf(line).length)
    .filter(length => length > 0);
  return least.length > 0 ? ' '.repeat(Math.min(...least)) : undefined;
}

/** Pairs of (line of the model, line of the file) that say the same: they show how indentation maps. */
export type IndentPair = readonly [model: string, file: string];

/**
 * A function from a model's line to the same line with the file's indentation. Known indents map as their pair does;
 * others by depth from the nearest known one, in the file's unit.
 */
export function reindenter(
  pairs: readonly IndentPair[],
  modelLines: readonly string[],
  fileLines: readonly string[],
): (line: string) => string {
  const votes = new Map<string, Map<string, number>>();
  for (const [model, file] of pairs) {
    if (isBlank(model) || isBlank(file)) continue;
    const of = votes.get(indentOf(model)) ?? new Map<string, number>();
    of.set(indentOf(file), (of.get(indentOf(file)) ?? 0) + 1);
    votes.set(indentOf(model), of);
  }
  const known = new Map([...votes].map(([from, to]) => [from, [...to].sort((a, b) => b[1] - a[1])[0]![0]]));
  const fileUnit = indentUnit(fileLines) ?? indentUnit(modelLines) ?? '  ';
  const modelUnit = indentUnit(modelLines) ?? fileUnit;
  const same = [...known].every(([from, to]) => from === to);
  // Where several lines stand as they do in the file, no unit needs to be guessed.
  const isSettled = same && pairs.length >= 3 && [...known.keys()].some(indent => indent !== '');
  if (known.size === 0 || isSettled || (same && fileUnit === modelUnit)) return line => line;
  const shift = fileUnit === modelUnit || known.size >= 3 ? commonShift(known) : undefined;
  if (shift)
    return line => (isBlank(line) ? '' : line.startsWith(shift.drop) ? shift.add + line.slice(shift.drop.length) : line.trimStart());
  const width = (indent: string): number => depth(indent, modelUnit);
  return line => {
    if (isBlank(line)) return '';
    const indent = indentOf(line);
    const rest = line.slice(indent.length);
    const direct = known.get(indent);
    if (direct !== undefined) return direct + rest;
    const [from, to] = [...known].sort((a, b) => Math.abs(width(a[0]) - width(indent)) - Math.abs(width(b[0]) - width(indent)))[0]!;
    const steps = width(indent) - width(from);
    if (steps >= 0) {
      const whole = Math.floor(steps);
      return to + fileUnit.repeat(whole) + ' '.repeat(Math.round((steps - whole) * modelUnit.length)) + rest;
    }
    return to.slice(0, Math.max(0, to.length - Math.round(-steps * fileUnit.length))) + rest;
  };
}

/** What every known indent gains or loses in front, if it is the same for all: then the lines moved as a whole. */
function commonShift(known: ReadonlyMap<string, string>): { readonly add: string; readonly drop: string } | undefined {
  const shifts = [...known].map(([from, to]) => {
    if (to.endsWith(from)) return { add: to.slice(0, to.length - from.length), drop: '' };
    return from.endsWith(to) ? { add: '', drop: from.slice(0, from.length - to.length) } : undefined;
  });
  const [first] = shifts;
  return first && shifts.every(shift => shift?.add === first.add && shift.drop === first.drop) ? first : undefined;
}

/** Steps of indentation, fractions for alignment by spaces. */
function depth(indent: string, unit: string): number {
  const nTabs = indent.split('\t').length - 1;
  return nTabs + (indent.length - nTabs) / (unit === '\t' ? 4 : unit.length);
}
