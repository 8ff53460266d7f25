/** Reads the scope that a commit message begins with: `net/http: …`, `fix(parser): …`, `[ui] …`, `Cart - …`. Pure. */
import { termsOf } from './query-terms.js';

export interface ChangeScope {
  /** As typed, in lower case; more than one if the message lists several. */
  readonly typed: readonly string[];
  /** Names between slashes and dots, without separators inside them. */
  readonly names: readonly string[];
  /** Terms of the parts of the names. */
  readonly parts: readonly number[];
}

export const noScope: ChangeScope = { typed: [], names: [], parts: [] };

/** Groups: text in brackets, the scope or the kind of change, text in parentheses. */
export const beforeColon = /^(?:\[([^\]\n]{1,60})\]\s*)?([\w./*-]{1,60})(?:\(([^)\n]{0,60})\))?!?:\s+\S/;
export const inBrackets = /^\[([^\]\n]{1,60})\]\s+\S/;
const beforeDash = /^([\w./]{3,60}) - \S/;
/** Kinds of change, which are not places. */
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
