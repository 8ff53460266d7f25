/** An answer cut into definitions, what stands between them, and marks; and the siblings among which a name is looked up. Pure. */

import { isBlank, trimBlank } from '../lines/file-lines.js';
import type { CodeContext } from './code-context.js';
import type { Definition } from './definitions.js';

/** The siblings among which names are looked up, and the lines they stand in. */
export interface Scope {
  readonly from: number;
  readonly to: number;
  readonly siblings: readonly Definition[];
  readonly container: Definition | undefined;
}

export const wholeScope = ({ file, definitions }: CodeContext): Scope => ({
  from: 0,
  to: file.length,
  siblings: definitions,
  container: undefined,
});

/** A part of an answer: a definition with the file's of that name, lines between definitions, or a mark for what is left out. */
export type Piece =
  | { readonly kind: 'definition'; readonly own: Definition; readonly match: Definition | undefined }
  | { readonly kind: 'loose'; readonly start: number; readonly lines: readonly string[] }
  | { readonly kind: 'gap' };

export function* piecesOf(snippet: readonly string[], own: readonly Definition[], marks: readonly boolean[]): Generator<Piece> {
  let at = 0;
  let loose: string[] = [];
  let looseStart = 0;
  const flush = function* (): Generator<Piece> {
    if (loose.some(line => !isBlank(line))) yield { kind: 'loose', start: looseStart, lines: trimBlank(loose) };
    loose = [];
  };
  const ends = own.map(definition => ({
    ...definition,
    doc: Math.max(definition.doc, lastMark(marks, definition.doc, definition.start) + 1),
  }));
  while (at < snippet.length) {
    const definition = ends.find(candidate => candidate.doc === at && candidate.end > at);
    if (definition) {
      yield* flush();
      yield { kind: 'definition', own: definition, match: undefined };
      at = definition.end;
    } else if (marks[at]) {
      yield* flush();
      yield { kind: 'gap' };
      at++;
    } else {
      if (loose.length === 0) looseStart = at;
      loose.push(snippet[at]!);
      at++;
    }
  }
  yield* flush();
}

function lastMark(marks: readonly boolean[], from: number, to: number): number {
  for (let i = to - 1; i >= from; i--) if (marks[i]) return i;
  return from - 1;
}
