/** Where a definition that the file lacks belongs, and when it may be an old one renamed. Pure. */

import { bare, indentOf, isBlank, isTelling } from '../lines/file-lines.js';
import { reindenter } from '../lines/indentation.js';
import { type Planned, refused } from '../lines/line-edit.js';
import { saysWhere } from '../message/prose.js';
import type { CodeContext } from './code-context.js';
import type { Definition } from './definitions.js';
import { importPoint } from './merge-imports.js';
import type { Piece, Scope } from './pieces.js';

/** One of the answer's pieces, among the others. */
interface PiecePosition {
  readonly pieces: readonly Piece[];
  readonly i: number;
}

/** A new definition stands beside the neighbour that the answer shows, at the end of its class, or where the prose says. */
export function planNew(
  snippet: readonly string[],
  own: Definition,
  { pieces, i }: PiecePosition,
  scope: Scope,
  context: CodeContext,
): Planned {
  const { file, prose } = context;
  const beside = neighbourOf(pieces, i);
  const at =
    beside?.at ??
    placeOfNew(pieces, i, scope, context) ??
    (scope.container ? undefined : saysWhere(prose, context.definitions, file.length, importPoint(file).line));
  const rival = rivalOf(snippet, own, { pieces, i }, scope, file);
  if (rival) return refused(`it is not sure whether the new "${own.name}" takes the place of "${rival.name}"`);
  // Indented, and neither a class nor a neighbour is shown: a member of something that nobody named.
  const isMember = indentOf(snippet[own.nameLine]!) !== '';
  if (at === undefined || (isMember && !scope.container && !beside)) return refused(`it is not sure where the new "${own.name}" belongs`);
  const sibling = beside?.definition ?? scope.siblings[0];
  const model = snippet.slice(own.doc, own.end);
  const lines = sibling
    ? model.map(reindenter([[`${indentOf(snippet[own.nameLine]!)}x`, `${indentOf(file[sibling.nameLine]!)}x`]], model, file))
    : model;
  // One-line values stand together.
  const isRow = own.end - own.doc === 1 && scope.siblings.some(({ doc, end }) => end - doc === 1 && (end === at || doc === at));
  const space = Array.from({ length: isRow ? 0 : spacing(scope.siblings, file) }, () => '');
  const before = at > 0 && !isBlank(file[at - 1] ?? '') && at !== scope.from ? space : [];
  const after = at < file.length && !isBlank(file[at] ?? '') && at !== scope.to ? space : [];
  return { edits: [{ start: at, end: at, lines: [...before, ...lines, ...after] }] };
}

/** The nearest definition of the file that the answer shows right before the new one, or right after it. */
function neighbourOf(pieces: readonly Piece[], i: number): { readonly definition: Definition; readonly at: number } | undefined {
  for (let k = i - 1; k >= 0; k--) {
    const piece = pieces[k]!;
    if (piece.kind !== 'definition') break;
    if (piece.match) return { definition: piece.match, at: piece.match.end };
  }
  for (let k = i + 1; k < pieces.length; k++) {
    const piece = pieces[k]!;
    if (piece.kind !== 'definition') break;
    if (piece.match) return { definition: piece.match, at: piece.match.doc };
  }
  return undefined;
}

/**
 * A definition of the file that stands where the new one would, and that the answer passes over without a mark: it may be the same one,
 * renamed. Between two neighbours that the answer shows any will do, before an end of the class one that is like it.
 */
function rivalOf(
  snippet: readonly string[],
  own: Definition,
  { pieces, i }: PiecePosition,
  scope: Scope,
  file: readonly string[],
): Definition | undefined {
  const shown = (side: readonly Piece[]): Definition | 'gap' | undefined => {
    for (const piece of side) {
      if (piece.kind === 'gap') return 'gap';
      if (piece.kind === 'definition' && piece.match) return piece.match;
    }
    return undefined;
  };
  const [above, below] = [shown(pieces.slice(0, i).toReversed()), shown(pieces.slice(i + 1))];
  const isBetween = typeof above === 'object' && typeof below === 'object';
  if (above === 'gap' || below === 'gap' || (!isBetween && scope.container === undefined)) return undefined;
  const [from, to] = [above?.end ?? scope.from, below?.doc ?? scope.to];
  const passed = scope.siblings.filter(
    sibling => sibling.doc >= from && sibling.end <= to && !pieces.some(piece => piece.kind === 'definition' && piece.match === sibling),
  );
  const lines = new Set(
    snippet
      .slice(own.nameLine + 1, own.end)
      .filter(isTelling)
      .map(bare),
  );
  return passed.find(({ nameLine, end }) => {
    const inner = file.slice(nameLine + 1, end).filter(isTelling);
    return isBetween || inner.filter(line => lines.has(bare(line))).length * 2 > Math.max(lines.size, inner.length);
  });
}

/** Beside a mark, an end of the scope. */
function placeOfNew(pieces: readonly Piece[], i: number, scope: Scope, { file }: CodeContext): number | undefined {
  const previous = pieces[i - 1];
  const next = pieces[i + 1];
  const isLast = pieces.slice(i + 1).every(piece => piece.kind === 'definition' && !piece.match);
  const isFirst = pieces.slice(0, i).every(piece => piece.kind === 'definition' && !piece.match);
  const end = (): number => {
    let line = scope.to;
    while (line > scope.from && isBlank(file[line - 1]!)) line--;
    return line;
  };
  if (isLast && (previous?.kind === 'gap' || scope.container !== undefined)) return end();
  if (isFirst && next?.kind === 'gap' && scope.container !== undefined) return scope.from;
  return undefined;
}

/** Blank lines between the file's own definitions. */
export function spacing(siblings: readonly Definition[], file: readonly string[]): number {
  for (let i = siblings.length - 1; i > 0; i--) {
    const between = file.slice(siblings[i - 1]!.end, siblings[i]!.doc);
    if (between.every(isBlank)) return between.length;
  }
  return 1;
}
