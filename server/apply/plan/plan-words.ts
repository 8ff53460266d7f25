/** Edits that words alone describe: one thing goes, or one text becomes another. Only when the file has it once. Pure. */
import { bare, isBlank } from '../lines/file-lines.js';
import { type Planned, refused } from '../lines/line-edit.js';
import type { CodeContext } from './code-context.js';
import { everywhere } from './definitions.js';

export function planRemoval(name: string, { file, definitions }: CodeContext): Planned {
  const named = everywhere(definitions).filter(definition => definition.name === name);
  const lines = file.flatMap((line, i) => (bare(line) === bare(name) ? [i] : []));
  if (named.length + lines.length > 1) return refused(`"${name}" stands at ${named.length + lines.length} places of the file`);
  const [definition] = named;
  const place = definition
    ? { start: definition.doc, end: definition.end }
    : lines.length === 1
      ? { start: lines[0]!, end: lines[0]! + 1 }
      : undefined;
  if (!place) return refused(`"${name}" is not in the file`);
  // The blank lines that set it off go with it.
  let { end } = place;
  const { start } = place;
  const isSetOff = start === 0 || isBlank(file[start - 1]!);
  while (definition && isSetOff && end < file.length && isBlank(file[end]!)) end++;
  return { edits: [{ start, end, lines: [] }] };
}

export function planSwap(old: string, fresh: string, line: number | undefined, file: readonly string[]): Planned {
  const places = file.flatMap((text, i) => placesIn(text, old).map(at => ({ i, at })));
  const near = places.length > 1 && line !== undefined ? places.filter(({ i }) => i === line) : places;
  if (places.length === 0) return refused(`"${old}" is not in the file`);
  if (near.length !== 1) return refused(`"${old}" stands at ${places.length} places of the file`);
  const { i, at } = near[0]!;
  return { edits: [{ start: i, end: i + 1, lines: [file[i]!.slice(0, at) + fresh + file[i]!.slice(at + old.length)] }] };
}

/** Where a text stands as a whole: not inside a longer word. */
function placesIn(line: string, text: string): readonly number[] {
  const found: number[] = [];
  for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) {
    const before = /[\w$]/.test(text[0]!) && /[\w$]/.test(line[at - 1] ?? '');
    const after = /[\w$]/.test(text.at(-1)!) && /[\w$]/.test(line[at + text.length] ?? '');
    if (!before && !after) found.push(at);
  }
  return found;
}
