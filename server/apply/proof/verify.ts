/**
 * A second look at a plan before it is offered: what the answer shows must stand in the file afterwards as it was shown, nothing
 * may be doubled, and what was balanced stays so. A plan that fails here is refused, however sure it seemed. Pure.
 */

import type { SymbolKind } from '../../text/outline/outline-item.js';
import { bracketDepth } from '../lines/brackets.js';
import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { type LineEdit, withEdits } from '../lines/line-edit.js';
import { speaksOfLoss } from '../message/prose.js';
import type { CodeContext } from '../plan/code-context.js';
import {
  type Definition,
  definitionsOf,
  everywhere,
  exportLead,
  isComment,
  isContainer,
  isImport,
  signatureOf,
} from '../plan/definitions.js';
import { segmentsOf } from '../plan/segments.js';

/** Languages in which a lone bracket is no fault. */
const unbracketed = new Set(['shellscript', 'markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'latex']);

/** Why the plan is not sound; undefined where it is. */
export function troubleWith(
  edits: readonly LineEdit[],
  snippet: readonly string[],
  marks: readonly boolean[],
  own: readonly Definition[],
  context: CodeContext,
): string | undefined {
  const { file, language, definitions } = context;
  const after = withEdits(file, edits);
  if (after === undefined) return 'two parts of the answer change the same lines';
  const depth = bracketDepth(after);
  if (!unbracketed.has(language.name) && depth !== 0 && depth !== bracketDepth(file))
    return 'the file would have brackets that do not close';
  if (nCommentEnds(after) !== 0 && nCommentEnds(file) === 0) return 'the file would have a comment that does not close';
  const shown = after.map(said).filter(line => line !== '');
  if (unitsOf(snippet, marks, own).some(unit => !standsIn(unit, shown))) return 'the parts of the answer do not fit together in the file';
  if (losesMuch(file, after) && !speaksOfLoss(context.prose)) return 'the answer would take out much that it does not speak of';
  if (doublesAnEdge(snippet, marks, file, after)) return 'a part of the answer would stand in the file twice';
  if (copiesItself(snippet, own, context, after)) return 'the answer would stand in the file beside what it replaces';
  const counts = signatures(definitionsOf(after, language), after);
  const before = signatures(definitions, file);
  const inAnswer = signatures(own, snippet);
  for (const [signature, count] of counts) {
    if (count > Math.max(before.get(signature) ?? 0, inAnswer.get(signature) ?? 0, 1)) return 'the file would hold a definition twice';
  }
  return undefined;
}

/** Far more lines go than come. */
function losesMuch(file: readonly string[], after: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (const line of after) if (isTelling(line)) counts.set(said(line), (counts.get(said(line)) ?? 0) + 1);
  let nGone = 0;
  for (const line of file) {
    if (!isTelling(line)) continue;
    const left = counts.get(said(line)) ?? 0;
    if (left === 0) nGone++;
    else counts.set(said(line), left - 1);
  }
  const nCame = [...counts.values()].reduce((sum, n) => sum + n, 0);
  return nGone > 5 + nCame * 2;
}

/** Beside a mark stands a line to find the place by: where the file has it once, it has it once afterwards. */
function doublesAnEdge(snippet: readonly string[], marks: readonly boolean[], file: readonly string[], after: readonly string[]): boolean {
  const top = file.find(isTelling) ?? '';
  const nOf = (lines: readonly string[], wanted: string): number => lines.filter(line => bare(line) === wanted).length;
  return segmentsOf({ snippet, marks }).some(({ lines, gapBefore, gapAfter }) => {
    const telling = lines.filter(line => isTelling(line) && !isImport(line)).map(bare);
    const edges = [...(gapBefore || telling[0] === bare(top) ? telling.slice(0, 1) : []), ...(gapAfter ? telling.slice(-1) : [])];
    return edges.some(edge => nOf(file, edge) === 1 && nOf(after, edge) > 1);
  });
}

/** Most of what the answer shows of the file comes a second time; what is new by its name may be like what is there. */
function copiesItself(
  snippet: readonly string[],
  own: readonly Definition[],
  { file, definitions }: CodeContext,
  after: readonly string[],
): boolean {
  const names = new Set(everywhere(definitions).map(({ name }) => name));
  const fresh = everywhere(own).filter(({ name, start, end }) => !names.has(name) && end - start > 2);
  const nOf = (lines: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const line of lines) if (isTelling(line)) counts.set(said(line), (counts.get(said(line)) ?? 0) + 1);
    return counts;
  };
  const [before, now] = [nOf(file), nOf(after)];
  const shown = snippet.filter(
    (line, i) => isTelling(line) && before.has(said(line)) && !fresh.some(({ doc, end }) => doc <= i && i < end),
  );
  const nTwice = shown.filter(line => now.get(said(line))! > before.get(said(line))!).length;
  return nTwice > 2 && nTwice * 2 > shown.length;
}

/** The runs of lines that must follow each other in the file: members and neighbours may stand apart, their own lines may not. */
function unitsOf(snippet: readonly string[], marks: readonly boolean[], own: readonly Definition[]): readonly (readonly string[])[] {
  const cuts = new Set<number>();
  const cut = (definitions: readonly Definition[]): void => {
    for (const definition of definitions) {
      cuts.add(definition.doc).add(definition.start).add(definition.end);
      if (!isContainer(definition)) continue;
      cuts.add(definition.end - 1);
      cut(definition.children);
    }
  };
  cut(own);
  for (const at of raggedStarts(snippet, marks, own)) cuts.delete(at);
  const units: string[][] = [[]];
  snippet.forEach((line, i) => {
    if (marks[i] || cuts.has(i)) units.push([]);
    if (!marks[i] && !isImport(line) && said(line) !== '') units.at(-1)!.push(said(line));
  });
  return units.filter(unit => unit.some(isTelling));
}

/** Where a definition follows the tail of another, or ends before its own body: there the answer is cut out of consecutive lines. */
function* raggedStarts(snippet: readonly string[], marks: readonly boolean[], own: readonly Definition[]): Generator<number> {
  const isTop = (at: number): boolean => !own.some(({ doc, end }) => doc <= at && at < end);
  for (const { doc, start, nameLine, end } of own) {
    let above = doc - 1;
    while (above >= 0 && isBlank(snippet[above]!)) above--;
    const line = snippet[above] ?? '';
    const followsTail =
      above >= 0 &&
      !marks[above] &&
      isTop(above) &&
      (indentOf(line).length > indentOf(snippet[nameLine]!).length || /^\s*(?:[})\]]|end\b)/.test(line));
    const isHeadOnly = end >= snippet.length && !snippet.slice(nameLine + 1, end).some(isTelling) && /[{:(,]\s*$/.test(snippet[end - 1]!);
    if (followsTail || isHeadOnly) yield* [doc, start];
    const below = snippet.findIndex((next, at) => at >= end && !isBlank(next));
    if (below >= 0 && isTop(below) && /^\s*(?:[})\]]|end\b)/.test(snippet[below]!)) yield end;
  }
}

/** What a line says; a keyword or a comma that its surroundings ask for does not count. */
const said = (line: string): string => bare(line).replace(exportLead, '').replace(/[,;]$/, '');

/** True where the unit's lines follow each other; the file may keep comments and decorators that the answer left out. */
function standsIn(unit: readonly string[], lines: readonly string[]): boolean {
  for (let start = 0; start < lines.length; start++) {
    if (lines[start] !== unit[0]) continue;
    let at = start;
    let k = 0;
    while (k < unit.length && at < lines.length) {
      if (lines[at] === unit[k]) k++;
      else if (!isAside(lines[at]!)) break;
      at++;
    }
    if (k === unit.length) return true;
  }
  return false;
}

const isAside = (line: string): boolean => isComment(line) || /^(?:@|#\[|\[)/.test(line);

const valueKinds = new Set<SymbolKind>(['constant', 'variable', 'property']);

function signatures(definitions: readonly Definition[], lines: readonly string[], parent = ''): Map<string, number> {
  const counts = new Map<string, number>();
  for (const definition of definitions) {
    // Functions may share a name; what holds a value may not.
    const isValue = valueKinds.has(definition.kind);
    const key = `${parent}/${isValue ? definition.name : signatureOf(definition, lines).replace(exportLead, '')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const [inner, count] of signatures(definition.children, lines, key)) counts.set(inner, (counts.get(inner) ?? 0) + count);
  }
  return counts;
}

/** Block comments opened less those closed, by lines that do nothing else. */
function nCommentEnds(lines: readonly string[]): number {
  let n = 0;
  for (const line of lines) {
    if (isBlank(line)) continue;
    if (/^\s*\/\*/.test(line) && !line.includes('*/')) n++;
    else if (/^\s*\*\/\s*$/.test(line)) n--;
  }
  return n;
}
