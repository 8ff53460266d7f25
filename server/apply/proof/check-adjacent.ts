/** Proves that what the answer shows in a row stands in the file in a row: only whole definitions may lie apart. Pure. */
import { says, squeezed } from './words.js';

export interface ShownDefinition {
  /** Lines of the answer, end exclusive. */
  readonly start: number;
  readonly end: number;
}

export interface AdjacentClaim {
  readonly after: readonly string[];
  /** The answer's lines; a mark for what stays is undefined. */
  readonly shown: readonly (string | undefined)[];
  /** Functions, classes and the like: between two of them the file may have others. */
  readonly definitions: readonly ShownDefinition[];
}

export function troubleWithAdjacency({ after, shown, definitions }: AdjacentClaim): string | undefined {
  const rows = after.filter(line => line.trim() !== '').map(core);
  const raw = after.filter(line => line.trim() !== '');
  const places = new Map<string, number[]>();
  rows.forEach((row, i) => places.set(row, [...(places.get(row) ?? []), i]));
  const starts = new Set(definitions.map(({ start }) => withAsides(shown, start)));
  const ends = new Set(definitions.map(({ end }) => end));
  const heads = new Set(definitions.flatMap(({ start }) => [start, start + 1]));
  const isApart = (from: number, to: number): boolean => {
    for (let k = from + 1; k <= to; k++)
      if (starts.has(k) || ends.has(k) || definitions.some(({ end }) => end - 1 === k && heads.has(from))) return true;
    return definitions.some(
      one =>
        one.end - 1 === to && definitions.some(inner => inner !== one && one.start < inner.start && inner.end <= to && inner.end > from),
    );
  };
  let last = -1;
  for (let i = 0; i < shown.length; i++) {
    const line = shown[i];
    if (line === undefined) last = -1;
    if (line === undefined || line.trim() === '') continue;
    const above = last < 0 ? undefined : shown[last];
    const from = last;
    last = i;
    if (above === undefined || isApart(from, i) || isLooseImport(above) || isLooseImport(line)) continue;
    const wanted = core(line);
    const isInRow = (places.get(core(above)) ?? []).some(at => {
      let next = at + 1;
      while (next < rows.length && rows[next] !== wanted && isAside(raw[next]!)) next++;
      return rows[next] === wanted;
    });
    if (!isInRow && (says(line) || says(above))) return `the parts of the answer do not fit together in the file at "${line.trim()}"`;
  }
  return undefined;
}

/** Comments and decorators right above a definition come with it. */
function withAsides(shown: readonly (string | undefined)[], start: number): number {
  let at = start;
  while (at > 0 && shown[at - 1] !== undefined && (isAside(shown[at - 1]!) || shown[at - 1]!.trim() === '')) at--;
  return at;
}

const core = (line: string): string =>
  squeezed(line)
    .replace(/^export(?:default)?/, '')
    .replace(/[,;]+$/, '');

const isAside = (line: string): boolean => /^\s*(?:\/\/|\/\*|\*|#|--|;;|<!--|"""|'''|@|#\[)/.test(line);

/** Imports of an answer go to where the file has its own. */
const isLooseImport = (line: string): boolean =>
  /^\s*(?:import\b|from\s+\S+\s+import\b|use\s|using\s|#\s*include\b|require\b|(?:const|let|var)\s.*=\s*require\(|export\s.*\bfrom\b|@import\b|alias\s|open\s|\} from )/.test(
    line,
  );
