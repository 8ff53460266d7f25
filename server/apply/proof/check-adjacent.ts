/** Proves that lines that follow each other in the answer also do so in the file: only whole definitions may lie between them. Pure. */
import { lineCore, says } from './compare-lines.js';

export interface ShownDefinition {
  /** Lines of the answer, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface AdjacentClaim {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The answer's lines; a mark for what stays is undefined. */
  readonly shown: readonly (string | undefined)[];
  /** Functions, classes and the like: between two of them the file may have others. */
  readonly definitions: readonly ShownDefinition[];
}

export function troubleWithAdjacency({ before, after, shown, definitions }: AdjacentClaim): string | undefined {
  const raw = after.filter(line => line.trim() !== '');
  const rows = raw.map(lineCore);
  const isApart = apartness(shown, definitions, before.filter(line => line.trim() !== '').map(lineCore));
  const passed = passedImport(shown, raw, new Set(before.map(lineCore)));
  if (passed !== undefined) return `it is not sure whether the import "${passed.trim()}" should go`;
  const strayed = strayedImport(shown, rows);
  if (strayed !== undefined) return `the parts of the answer do not fit together in the file at "${strayed.trim()}"`;
  for (const run of runsOf(shown, isApart)) {
    const misfit = misfitOf(run, rows, raw);
    if (misfit !== undefined) return `the parts of the answer do not fit together in the file at "${misfit.trim()}"`;
  }
  return undefined;
}

/** The imports from the file's first on are restated, and one is missing: it may be gone or left out. */
function passedImport(shown: readonly (string | undefined)[], after: readonly string[], own: ReadonlySet<string>): string | undefined {
  const start = shown.findIndex(line => line !== undefined && isLooseImport(line));
  const first = after.findIndex(isLooseImport);
  if (start < 0 || first < 0 || lineCore(shown[start]!) !== lineCore(after[first]!)) return undefined;
  const restated: string[] = [];
  let i = start;
  for (; i < shown.length && shown[i] !== undefined && (shown[i]!.trim() === '' || isLooseImport(shown[i]!)); i++)
    if (shown[i]!.trim() !== '') restated.push(lineCore(shown[i]!));
  const isMarked = i < shown.length && shown[i] === undefined;
  if (isMarked || restated.filter(line => own.has(line)).length < 2) return undefined;
  const known = new Set(restated);
  for (let k = first; k < after.length && isLooseImport(after[k]!); k++) if (!known.has(lineCore(after[k]!))) return after[k];
  return undefined;
}

/** An import and its neighbour keep their order, though others may stand between. */
function strayedImport(shown: readonly (string | undefined)[], rows: readonly string[]): string | undefined {
  const lines = shown.filter(line => line === undefined || says(line));
  return lines.find((line, i): line is string => {
    const above = lines[i - 1];
    if (line === undefined || above === undefined || isLooseImport(line) === isLooseImport(above)) return false;
    const first = rows.indexOf(lineCore(above));
    return first >= 0 && rows.lastIndexOf(lineCore(line)) < first;
  });
}

/** What must stand in a row: up to the next mark, the next definition that may lie apart, and without imports, which go where the file has its own. */
function runsOf(shown: readonly (string | undefined)[], isApart: (from: number, to: number) => boolean): readonly (readonly string[])[] {
  const runs: string[][] = [[]];
  let last = -1;
  shown.forEach((line, i) => {
    if (line === undefined) {
      last = -1;
      runs.push([]);
    }
    if (line === undefined || line.trim() === '') return;
    if (last >= 0 && (isApart(last, i) || isLooseImport(line) !== isLooseImport(shown[last]!))) runs.push([]);
    runs.at(-1)!.push(line);
    last = i;
  });
  return runs.filter(run => run.some(says));
}

/** The line at which a run leaves every place of the file where it begins; undefined if it stands somewhere as a whole. */
function misfitOf(run: readonly string[], rows: readonly string[], raw: readonly string[]): string | undefined {
  const wanted = run.map(lineCore);
  const isImports = run.every(isLooseImport);
  let farthest = 0;
  for (let start = rows.indexOf(wanted[0]!); start >= 0; start = rows.indexOf(wanted[0]!, start + 1)) {
    let at = start;
    let k = 0;
    while (k < wanted.length && at < rows.length) {
      if (rows[at] === wanted[k]) k++;
      else if (!isAside(raw[at]!) && !isImports) break;
      at++;
    }
    if (k === wanted.length) return undefined;
    farthest = Math.max(farthest, k);
  }
  return run[farthest];
}

/**
 * Whether two neighbours of the answer may lie apart: between them one definition ends or another begins, and what lies there is whole and
 * differs from the file's. An answer that restates what it does not change shows a stretch, and a stretch has no holes.
 */
function apartness(
  shown: readonly (string | undefined)[],
  definitions: readonly ShownDefinition[],
  file: readonly string[],
): (from: number, to: number) => boolean {
  const all = definitions.map(({ start, end }) => ({
    top: withAsides(shown, start),
    start,
    end,
    isChanged: !isIn(shown.slice(start, end), file),
  }));
  return (from, to) => {
    const ending = all.filter(({ end }) => from < end && end <= to);
    const beginning = all.filter(({ top }) => from < top && top <= to);
    const inside = all.filter(({ start, end }) => start <= from && to < end);
    const holder = inside.at(-1);
    // The line that opens or closes what holds members is no member's neighbour.
    const opens = holder !== undefined && from - holder.start <= 1 && beginning.length > 0;
    const closes = holder !== undefined && to === holder.end - 1 && ending.length > 0;
    if (ending.length + beginning.length === 0) return false;
    if (opens || closes) return [...ending, ...beginning].some(one => one.isChanged);
    // A loose line above a definition may stand elsewhere, but a new one stands where the answer shows it.
    const isWhole = ending.length > 0 || (says(shown[from] ?? '') && file.includes(lineCore(shown[from]!)));
    return isWhole && [...ending, ...beginning].every(one => one.isChanged);
  };
}

/** The file has the lines in a row. */
function isIn(lines: readonly (string | undefined)[], file: readonly string[]): boolean {
  const wanted = lines.filter(line => line !== undefined && line.trim() !== '').map(line => lineCore(line!));
  return !lines.includes(undefined) && file.some((_line, i) => wanted.every((line, k) => file[i + k] === line));
}

/** Comments and decorators right above a definition come with it. */
function withAsides(shown: readonly (string | undefined)[], start: number): number {
  let at = start;
  while (at > 0 && shown[at - 1] !== undefined && (isAside(shown[at - 1]!) || shown[at - 1]!.trim() === '')) at--;
  return at;
}

const isAside = (line: string): boolean =>
  /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|pragma|import|error|region|endregion)\b)|--|;;|<!--|"""|'''|@|#\[)/.test(
    line,
  );

/** Imports of an answer go to where the file has its own. */
const isLooseImport = (line: string): boolean =>
  /^\s*(?:import\b|from\s+\S+\s+import\b|use\s|using\s|#\s*include\b|require\b|(?:const|let|var)\s.*=\s*require\(|export\s.*\bfrom\b|@import\b|alias\s|open\s|\} from )/.test(
    line,
  );
