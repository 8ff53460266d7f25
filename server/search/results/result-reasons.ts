/** Builds a result's reasons: contributions by feature for those who ask for them, and typed reasons for everyone. Pure. */
import type { Reason } from '../../protocol/place.js';
import type { Why } from '../../protocol/why.js';
import type { Gain } from '../rank/score.js';

export interface WhyFacts {
  /** Name of the definition that the question names; undefined if there is none. */
  readonly defines: string | undefined;
  /** Words of the question that occur in the path. */
  readonly pathWords: readonly string[];
  readonly nCopies: number;
}

const maxReasons = 12;

export const reasonsOf = (gains: readonly Gain[]): readonly Reason[] =>
  gains.slice(0, maxReasons).map(({ feature, gain }) => ({ feature, gain }));

export function whyOf(gains: readonly Gain[], facts: WhyFacts): readonly Why[] {
  const byGroup = new Map<string, number>();
  for (const { group, gain } of gains) byGroup.set(group, (byGroup.get(group) ?? 0) + gain);
  const gave = (group: string): boolean => (byGroup.get(group) ?? 0) > 0.02;
  const why: Why[] = [];
  if (facts.defines !== undefined) why.push({ kind: 'defines', name: facts.defines });
  else if (gave('names')) why.push({ kind: 'names' });
  if (facts.pathWords.length > 0) why.push({ kind: 'path', words: [...facts.pathWords] });
  if (gave('text')) why.push({ kind: 'words' });
  if (gave('comments')) why.push({ kind: 'comments' });
  if (gave('meaning')) why.push({ kind: 'meaning' });
  if (facts.nCopies > 0) why.push({ kind: 'copies', n: facts.nCopies });
  return why.length === 0 ? [{ kind: 'nearest' }] : why;
}
