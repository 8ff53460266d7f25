/** The places that the message of a change names before it says what: `net/http: …`, `fix(parser): …`, `[ui] …`, `Cart - …`. Pure. */
import { termsOf } from './query-terms.js';

export interface ChangeScope {
  /** As typed, lower case; several where they are listed. */
  readonly typed: readonly string[];
  /** Names between slashes and dots, without joiners. */
  readonly names: readonly string[];
  /** Terms of their parts. */
  readonly parts: readonly number[];
}

export const noScope: ChangeScope = { typed: [], names: [], parts: [] };

/** Groups: what stands in brackets, the scope or the kind of change, what stands in parentheses. */
export const beforeColon = /^(?:\[([^\]\n]{1,60})\]\s*)?([\w./*-]{1,60})(?:\(([^)\n]{0,60})\))?!?:\s+\S/;
export const inBrackets = /^\[([^\]\n]{1,60})\]\s+\S/;
const beforeDash = /^([\w./]{3,60}) - \S/;
/** Kinds of a change are no places. */
const kinds = /^(?:fix|feat|chore|docs?|refactor|test|style|perf|ci|build|bugfix|feature)$/i;

export const flatten = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '').toLowerCase();

export function changeScope(text: string): ChangeScope {
  const line = text.trimStart().slice(0, 200);
  const found = beforeColon.exec(line) ?? inBrackets.exec(line) ?? beforeDash.exec(line);
  if (found === null) return noScope;
  const typed = found.slice(1).flatMap(scope => (scope ?? '').split(/[,\s]+/).filter(one => one !== '' && !kinds.test(one)));
  const names = typed.flatMap(one => one.split(/[/.]/).map(flatten)).filter(name => name.length > 1);
  const parts: number[] = [];
  for (const one of typed) termsOf(one, (term, isPart) => void (isPart && parts.push(term)));
  return { typed: typed.map(one => one.toLowerCase()), names, parts };
}
