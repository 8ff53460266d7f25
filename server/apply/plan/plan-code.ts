/**
 * Edits that show only the code as it should be. The ways, in the order in which they are tried:
 *
 *  1. a whole file (`isWholeFile`): it takes the file's place;
 *  2. lines that the words above name (`planByWords`);
 *  3. stretches whose first and last lines stand in the file (`planInFile`);
 *  4. definitions and members by name, imports, new ones beside their neighbours (`planPieces`);
 *  5. stretches between marks by the lines that they share (`planSegments`), statements likewise (`planStatements`);
 *  6. new lines where the prose wants them (`saysWhere`).
 *
 * A way that finds nothing passes on; one that finds two places, or a loss that nobody speaks of, refuses. What the ways 2 to 6 plan is
 * looked at once more before it is offered (`troubleWith`). Pure.
 */

import { doubtfulMark, elisionsOf, hasInlineElision } from '../lines/elision.js';
import { bare, indentOf, isBlank, isTelling, trimBlank } from '../lines/file-lines.js';
import { type LineEdit, type Planned, refused } from '../lines/line-edit.js';
import { claimsWhole, saysRemoved, saysWhere } from '../message/prose.js';
import { planInFile } from '../place/place-in-file.js';
import { wholeFile } from '../thresholds.js';
import type { CodeContext } from './code-context.js';
import { type Definition, definitionsOfSnippet, everywhere, isComment, isContainer, isImport } from './definitions.js';
import { importPoint } from './merge-imports.js';
import { planPieces } from './merge-pieces.js';
import { planSegments } from './merge-segments.js';
import { spacing } from './new-definition.js';
import { wholeScope } from './pieces.js';
import { planByWords } from './plan-by-words.js';
import { planStatements } from './statements.js';

/** `said`: the prose just above the block. */
export function planCode(lines: readonly string[], said: string, context: CodeContext): Planned {
  const { file, language } = context;
  const snippet = trimBlank(lines);
  const marks = elisionsOf(snippet, file, language.kind);
  if (snippet.every((line, i) => marks[i] || isBlank(line))) return { edits: [] };
  const doubt = doubtfulMark(snippet, file, marks);
  if (doubt !== undefined) return refused(`it is not sure whether the answer leaves something out at "${bare(doubt)}"`);
  if (hasInlineElision(snippet, file, marks)) return refused('the code leaves something out inside a line');
  // A mark that is no comment would be read as code.
  const read = snippet.map((line, i) => (marks[i] && /^\s*[[({<]/.test(line) && !isComment(line) ? '' : line));
  const all = withTrailingMarks(definitionsOfSnippet(read, language), snippet, marks);
  const whole = { edits: [{ start: 0, end: file.length, lines: snippet }] };
  if (file.every(isBlank) || (!marks.includes(true) && isWholeFile(snippet, all, context))) return whole;
  const own = levelDefinitions(all, snippet);
  const byWords = marks.includes(true) ? undefined : planByWords(snippet, said, own.length > 0, context);
  return byWords ?? planPart(snippet, marks, own, said, context);
}

/** A mark below the last line of a body that nothing closes belongs to the body. */
function withTrailingMarks(all: readonly Definition[], snippet: readonly string[], marks: readonly boolean[]): readonly Definition[] {
  return all.map(definition => {
    const depth = indentOf(snippet[definition.nameLine]!).length;
    let { end } = definition;
    for (let i = end; i < snippet.length; i++) {
      if (isBlank(snippet[i]!)) continue;
      if (!marks[i] || indentOf(snippet[i]!).length <= depth) break;
      end = i + 1;
    }
    return { ...definition, end, children: withTrailingMarks(definition.children, snippet, marks) };
  });
}

const lacksParts = 'the answer looks like the whole file, and lacks parts of it';

/** Definitions of different depths are what is left of lines cut out of a file: they say nothing of where these belong. */
const levelDefinitions = (own: readonly Definition[], snippet: readonly string[]): readonly Definition[] =>
  new Set(own.map(({ nameLine }) => indentOf(snippet[nameLine]!))).size > 1 ? [] : own;

function planPart(
  snippet: readonly string[],
  marks: readonly boolean[],
  own: readonly Definition[],
  said: string,
  context: CodeContext,
): Planned {
  const { file, prose } = context;
  const claims = claimsWhole(prose) && bare(snippet.find(isTelling) ?? '') === bare(file.find(isTelling) ?? '');
  if (claims && !marks.includes(true)) return refused(lacksParts);
  const isMarked = marks.includes(true);
  if (!isMarked && looksWhole(snippet, file) && !isPrefix(snippet, file)) return refused(lacksParts);
  const inFile = planInFile(snippet, marks, context);
  if (inFile !== undefined) return inFile;
  if (!isMarked && looksWhole(snippet, file)) return refused(lacksParts);
  if (own.length > 0 || snippet.every(line => isBlank(line) || isImport(line))) {
    const pieces = planPieces(snippet, own, marks, wholeScope(context), context);
    if ('edits' in pieces || !couldBeStatements(own, snippet)) return pieces;
  }
  if (marks.includes(true))
    return planSegments({ snippet, marks, context, from: 0, to: file.length, strict: context.definitions.length === 0 });
  const planned = planStatements(snippet, { start: 0, end: file.length }, context);
  if ('edits' in planned) return planned;
  // New lines whose place the prose names; nothing of them may stand in the file already.
  const at = saysWhere(said, context.definitions, file.length, importPoint(file).line);
  const isNew = !snippet.some(line => isTelling(line) && file.some(other => bare(other) === bare(line)));
  return at === undefined || !isNew ? planned : { edits: [insertion(at, snippet, context)] };
}

/** Lines set off from their neighbours as the file sets off its definitions. */
function insertion(at: number, lines: readonly string[], { file, definitions }: CodeContext): LineEdit {
  const neighbour = definitions.find(({ end }) => end === at);
  // One-line values stand together.
  const isRow = neighbour !== undefined && neighbour.end - neighbour.start === 1 && lines.length === 1;
  const space = Array.from({ length: isRow ? 0 : spacing(definitions, file) }, () => '');
  const before = at > 0 && !isBlank(file[at - 1] ?? '') ? space : [];
  const after = at < file.length && !isBlank(file[at] ?? '') ? space : [];
  return { start: at, end: at, lines: [...before, ...lines, ...after] };
}

/** Every top-level definition is there or said to be removed, and so is most of what stands between them. */
function isWholeFile(snippet: readonly string[], own: readonly Definition[], { file, definitions, language, prose }: CodeContext): boolean {
  const shown = new Set(everywhere(own).map(definition => definition.name));
  const isKept = ({ name, start, end }: Definition): boolean => shown.has(name) || end - start < 3 || saysRemoved(name, prose);
  if (holdsAll(snippet, file) && everywhere(definitions).every(isKept)) return true;
  const present = new Set(snippet.map(bare));
  if (definitions.length === 0 || language.kind !== 'code') {
    const telling = file.filter(isTelling);
    const first = file.find(line => !isBlank(line))!;
    const last = file.findLast(line => !isBlank(line))!;
    const kept = telling.filter(line => present.has(bare(line))).length;
    const claims = claimsWhole(prose);
    const ends =
      present.has(bare(first)) && present.has(bare(last)) && bare(snippet[0]!) === bare(first) && bare(snippet.at(-1)!) === bare(last);
    return (
      telling.length > 0 &&
      kept >= telling.length * (claims ? wholeFile.keptShareIfClaimed : wholeFile.keptShare) &&
      (ends || (claims && kept >= telling.length * wholeFile.claimedWithoutEnds))
    );
  }
  if (!endsClosed(snippet, file)) return false;
  const names = new Set(own.map(definition => definition.name));
  const claimed = claimsWhole(prose);
  const missing = definitions.filter(definition => !names.has(definition.name) && !(claimed && definition.end - definition.start === 1));
  if (missing.some(definition => !saysRemoved(definition.name, prose))) return false;
  const inside = new Set<number>();
  for (const definition of definitions) for (let i = definition.doc; i < definition.end; i++) inside.add(i);
  const loose = file.filter((line, i) => !inside.has(i) && isTelling(line));
  const kept = loose.filter(line => present.has(bare(line))).length;
  // Members that a class lost in silence are a partial class, not a whole file.
  const lost = definitions.some(definition => isContainer(definition) && membersLost(definition, own, prose));
  return !lost && (claimsWhole(prose) ? kept >= loose.length * wholeFile.keptShareIfClaimed : kept >= loose.length * wholeFile.keptShare);
}

/** All that the file says but for a line in twenty, its first line, and where the file ends it ends too: what is new can stand anywhere. */
function holdsAll(snippet: readonly string[], file: readonly string[]): boolean {
  const left = new Map<string, number>();
  for (const line of snippet) if (isTelling(line)) left.set(bare(line), (left.get(bare(line)) ?? 0) + 1);
  const telling = file.filter(isTelling).map(bare);
  let nMissing = 0;
  for (const line of telling) {
    const n = left.get(line) ?? 0;
    if (n === 0) nMissing++;
    else left.set(line, n - 1);
  }
  const [last, own] = [file, snippet].map(lines => bare(lines.findLast(line => !isBlank(line)) ?? ''));
  const begins = snippet.some(line => bare(line) === telling[0]);
  return telling.length >= 6 && nMissing * wholeFile.missingOneIn <= telling.length && begins && last === own && endsClosed(snippet, file);
}

/** It begins as the file does and holds most of it, or begins and ends so: what it lacks may be gone or left out. */
function looksWhole(snippet: readonly string[], file: readonly string[]): boolean {
  const present = new Set(snippet.map(bare));
  const telling = file.filter(isTelling).map(bare);
  const said = snippet.filter(isTelling).map(bare);
  if (telling.length <= wholeFile.leastLines || said[0] !== telling[0]) return false;
  const share = telling.filter(line => present.has(line)).length / telling.length;
  return share > wholeFile.looksWhole || (share > wholeFile.looksWholeByEnds && said.at(-1) === telling.at(-1));
}

/** It ends in the middle of a line of thought rather than of the file: with a line that the file has in the middle. */
const isPrefix = (snippet: readonly string[], file: readonly string[]): boolean => {
  const last = bare(snippet.findLast(isTelling) ?? '');
  const at = file.findLastIndex(line => bare(line) === last);
  return at >= 0 && !file.slice(at + 1).some(isTelling);
};

function membersLost(container: Definition, own: readonly Definition[], prose: string): boolean {
  const twin = own.find(definition => definition.name === container.name);
  const names = new Set(twin?.children.map(child => child.name));
  return container.children.some(
    child =>
      (!names.has(child.name) && !saysRemoved(child.name, prose)) ||
      (isContainer(child) && membersLost(child, twin?.children ?? [], prose)),
  );
}

/** Where the file ends with what closes it, so does all of it. */
function endsClosed(snippet: readonly string[], file: readonly string[]): boolean {
  const [last, own] = [file, snippet].map(lines => lines.findLast(line => !isBlank(line)) ?? '') as [string, string];
  const closer = /^\s*(?:[})\]]|end\b)/;
  return !closer.test(last) || (closer.test(own) && indentOf(own) === indentOf(last));
}

/** A constant or a key may be a line among others rather than a definition to replace. */
const couldBeStatements = (own: readonly Definition[], snippet: readonly string[]): boolean =>
  own.every(definition => definition.end - definition.start <= 2) && snippet.length <= 60;
