/**
 * Definitions of an answer take the place of those that bear their names; members merge into their class; new ones go beside the
 * neighbours that the answer shows. Pure.
 */

import { isBalanced } from '../lines/brackets.js';
import { bare, indentOf, isBlank, isTelling, trimBlank } from '../lines/file-lines.js';
import { reindenter } from '../lines/indentation.js';
import { type LineEdit, type Planned, refused } from '../lines/line-edit.js';
import { saysRemoved, speaksOfLoss } from '../message/prose.js';
import type { CodeContext } from './code-context.js';
import { type Definition, everywhere, isComment, isContainer, isImport, signatureOf } from './definitions.js';
import { importEdits } from './merge-imports.js';
import { planSegments } from './merge-segments.js';
import { planNew } from './new-definition.js';
import { type Piece, piecesOf, type Scope } from './pieces.js';
import { replaceDefinition } from './replace-definition.js';
import { planStatements } from './statements.js';

export function planPieces(
  snippet: readonly string[],
  own: readonly Definition[],
  marks: readonly boolean[],
  scope: Scope,
  context: CodeContext,
): Planned {
  const pieces: Piece[] = [];
  for (const piece of piecesOf(snippet, own, marks)) {
    if (piece.kind !== 'definition') {
      pieces.push(piece);
      continue;
    }
    const match = matchOf(piece.own, snippet, scope, context) ?? renamedTo(piece.own, scope, context);
    if (match === 'ambiguous') return refused(`"${piece.own.name}" is defined more than once`);
    pieces.push({ ...piece, match });
  }
  const edits: LineEdit[] = [];
  for (const [i, piece] of pieces.entries()) {
    let planned: Planned = { edits: [] };
    if (piece.kind === 'definition') {
      if (!piece.match && marks.slice(piece.own.start, piece.own.end).includes(true))
        return refused(`the answer leaves out a part of "${piece.own.name}", which is not in the file`);
      planned = piece.match
        ? planMatched(snippet, marks, piece.own, piece.match, context)
        : planNew(snippet, piece.own, { pieces, i }, scope, context);
    } else if (piece.kind === 'loose') planned = planLoose(piece, pieces, i, scope, context);
    if ('refused' in planned) return planned;
    edits.push(...planned.edits);
  }
  return { edits };
}

/** The file's definition of the same name: a sibling first, else the only one anywhere. */
function matchOf(own: Definition, snippet: readonly string[], scope: Scope, context: CodeContext): Definition | undefined | 'ambiguous' {
  const siblings = scope.siblings.filter(definition => definition.name === own.name);
  const named =
    siblings.length > 0 || scope.container ? siblings : everywhere(context.definitions).filter(definition => definition.name === own.name);
  // Where it is indented, a model keeps the file's depth; a key's depth is part of what it says.
  const depth = indentOf(snippet[own.nameLine]!);
  const level = named.filter(definition => indentOf(context.file[definition.nameLine]!) === depth);
  const candidates = depth !== '' && (own.kind === 'key' || level.length > 0) ? level : named;
  if (candidates.length <= 1) return candidates[0];
  const signature = signatureOf(own, snippet);
  const sameSignature = candidates.filter(definition => signatureOf(definition, context.file) === signature);
  const sameKind = candidates.filter(definition => definition.kind === own.kind);
  // A declaration beside its definition is no rival; an overload is.
  if (
    sameSignature.length !== 1 &&
    sameKind.length === 1 &&
    candidates.every(one => one === sameKind[0] || one.kind === 'declaration' || one.kind === 'impl')
  )
    return sameKind[0];
  return sameSignature.length === 1 ? sameSignature[0] : 'ambiguous';
}

/** The definition that the prose gives a new name: "rename `a` to `b`". */
function renamedTo(own: Definition, scope: Scope, { prose }: CodeContext): Definition | undefined {
  const at = own.name.replace(/[^\w]/g, String.raw`\$&`);
  const mark = '[`"\'*]*';
  const words = String.raw`\brenam\w*\s+(?:the\s+)?(?:\w+\s+)?${mark}([\w$.]+)(?:\(\))?${mark}\s+(?:to|into|as)\s+${mark}${at}\b`;
  const named = new RegExp(words, 'i').exec(prose);
  const matches = scope.siblings.filter(({ name }) => name === named?.[1]);
  return matches.length === 1 ? matches[0] : undefined;
}

function planMatched(
  snippet: readonly string[],
  marks: readonly boolean[],
  own: Definition,
  match: Definition,
  context: CodeContext,
): Planned {
  const { prose } = context;
  const inner = marks.slice(own.start, own.end).includes(true);
  const names = new Set(own.children.map(child => child.name));
  const lost = isContainer(match) && match.children.some(child => !names.has(child.name) && !saysRemoved(child.name, prose));
  if (isContainer(match) && lost && !inner && showsBothEnds(own, match))
    return refused(`the answer shows "${own.name}" from its first to its last member, and lacks one between`);
  if (isContainer(match) && (inner || lost) && own.children.length > 0) return planMembers(snippet, marks, own, match, context);
  if (isContainer(match) && lost && !inner) return refused(`the answer shows "${own.name}" without its members`);
  if (inner || !isBalanced(snippet.slice(own.start, own.end))) {
    return planSegments({
      snippet: snippet.slice(own.start, own.end),
      marks: marks.slice(own.start, own.end),
      context,
      from: match.start,
      to: match.end,
      twins: [own.nameLine - own.start, match.nameLine],
      openEnd: !inner,
    });
  }
  if (isContainer(match) && !speaksOfLoss(prose) && losesLoose(snippet, own, match, context.file))
    return refused(`the answer shows "${own.name}" without lines of its own`);
  return replaceDefinition(snippet, own, match, context);
}

/** Lines of a class that belong to no member that we know, fields perhaps: more go than come. */
function losesLoose(snippet: readonly string[], own: Definition, match: Definition, file: readonly string[]): boolean {
  const looseOf = (lines: readonly string[], { nameLine, end, children }: Definition): readonly string[] =>
    lines
      .slice(nameLine + 1, end)
      .filter((line, k) => {
        const at = nameLine + 1 + k;
        return isTelling(line) && !isComment(line) && !children.some(child => child.doc <= at && at < child.end);
      })
      .map(bare);
  const [before, after] = [looseOf(file, match), looseOf(snippet, own)];
  return before.filter(line => !after.includes(line)).length > after.filter(line => !before.includes(line)).length;
}

/** First and last member are there: what is missing between may be gone or left out. */
function showsBothEnds(own: Definition, match: Definition): boolean {
  const names = new Set(own.children.map(child => child.name));
  return names.has(match.children[0]!.name) && names.has(match.children.at(-1)!.name) && match.children.length > 2;
}

/** Members one by one, and the class's own first line where it changed. */
function planMembers(
  snippet: readonly string[],
  marks: readonly boolean[],
  own: Definition,
  match: Definition,
  context: CodeContext,
): Planned {
  const { file } = context;
  const firstMember = Math.min(...own.children.map(child => child.doc));
  const headEnd = bodyStart(snippet, own, firstMember);
  const footStart = footOf(snippet, own);
  const inside = snippet.slice(headEnd, footStart);
  const members = own.children.map(child => moved(child, -headEnd));
  const scope: Scope = {
    from: bodyStart(file, match, Math.min(...match.children.map(child => child.doc))),
    to: footOf(file, match),
    siblings: match.children,
    container: match,
  };
  const planned = planPieces(inside, members, marks.slice(headEnd, footStart), scope, context);
  if ('refused' in planned || signatureOf(own, snippet) === signatureOf(match, file)) return planned;
  const indent = reindenter([[snippet[own.nameLine]!, file[match.nameLine]!]], snippet, file);
  return { edits: [{ start: match.nameLine, end: match.nameLine + 1, lines: [indent(snippet[own.nameLine]!)] }, ...planned.edits] };
}

/** The first line inside a class: behind the line that opens it. */
function bodyStart(lines: readonly string[], definition: Definition, firstMember: number): number {
  for (let i = definition.nameLine; i < Math.min(definition.end, firstMember); i++)
    if (/[{:]\s*(?:\/\/.*|#.*)?$/.test(lines[i]!)) return i + 1;
  return Math.min(definition.nameLine + 1, firstMember);
}

/** The line that closes a class, or its end where none does (Python). */
const footOf = (lines: readonly string[], definition: Definition): number =>
  /^\s*(?:[})\]]|end\b)/.test(lines[definition.end - 1] ?? '') ? definition.end - 1 : definition.end;

const moved = (definition: Definition, by: number): Definition => ({
  ...definition,
  doc: definition.doc + by,
  start: definition.start + by,
  nameLine: definition.nameLine + by,
  end: definition.end + by,
  children: definition.children.map(child => moved(child, by)),
});

/** Lines between definitions: imports, what is there already, or statements with their place. */
function planLoose(
  piece: Extract<Piece, { kind: 'loose' }>,
  pieces: readonly Piece[],
  i: number,
  scope: Scope,
  context: CodeContext,
): Planned {
  const { file } = context;
  const present = new Set(file.slice(scope.from, scope.to).map(bare));
  const rest = piece.lines.filter(line => !isImport(line));
  const edits = scope.container ? [] : importEdits(piece.lines.filter(isImport), file);
  const fresh = rest.filter(line => isTelling(line) && !present.has(bare(line)));
  if (fresh.every(isComment)) return { edits };
  const [from, to] = between(pieces, i, scope);
  const gapBefore = pieces[i - 1]?.kind === 'gap' || (i === 0 && scope.container === undefined);
  const gapAfter = pieces[i + 1]?.kind === 'gap' || (i === pieces.length - 1 && scope.container === undefined);
  const holdsOthers = scope.siblings.some(definition => definition.doc >= from && definition.end <= to);
  const isWhole = isBalanced(rest) && isBalanced(file.slice(from, to));
  if (!gapBefore && !gapAfter && !holdsOthers && isWhole && to > from) {
    const like = file.slice(from, to).find(isTelling) ?? file[scope.siblings[0]?.nameLine ?? 0] ?? '';
    const indent = reindenter([[rest.find(isTelling)!, like]], rest, file);
    const lead = file.slice(from, to).findIndex(line => !isBlank(line));
    const tail = file.slice(from, to).findLastIndex(line => !isBlank(line));
    return {
      edits: [...edits, { start: from + Math.max(0, lead), end: lead < 0 ? from : from + tail + 1, lines: trimBlank(rest).map(indent) }],
    };
  }
  const planned = planStatements(trimBlank(rest), { start: from, end: to }, context);
  if ('edits' in planned) return { edits: [...edits, ...planned.edits] };
  const inGaps = planSegments({ snippet: trimBlank(rest), marks: rest.map(() => false), context, from, to, openEnd: true });
  return 'edits' in inGaps && gapBefore !== gapAfter ? { edits: [...edits, ...inGaps.edits] } : planned;
}

/** The lines between the nearest definitions that both the answer and the file show. */
function between(pieces: readonly Piece[], i: number, scope: Scope): readonly [number, number] {
  let from = scope.from;
  let to = scope.to;
  for (const piece of pieces.slice(0, i)) if (piece.kind === 'definition' && piece.match) from = piece.match.end;
  for (const piece of pieces.slice(i + 1).toReversed()) if (piece.kind === 'definition' && piece.match) to = piece.match.doc;
  return from <= to ? [from, to] : [scope.from, scope.to];
}
