/** A result's reasons: gains by feature for those who ask, and one line of words for everyone. Pure. */
import type { Reason } from '../../protocol/place.js';
import type { Gain } from '../rank/score.js';

export interface WhyFacts {
  /** Name of the definition that the question names; undefined for none. */
  readonly defines: string | undefined;
  /** Words of the question that stand in the path. */
  readonly pathWords: readonly string[];
  readonly nCopies: number;
}

const maxReasons = 12;

export const reasonsOf = (gains: readonly Gain[]): readonly Reason[] =>
  gains.slice(0, maxReasons).map(({ feature, gain }) => ({ feature, gain }));

export function whyOf(gains: readonly Gain[], facts: WhyFacts): string {
  const byGroup = new Map<string, number>();
  for (const { group, gain } of gains) byGroup.set(group, (byGroup.get(group) ?? 0) + gain);
  const gave = (group: string): boolean => (byGroup.get(group) ?? 0) > 0.02;
  const said: string[] = [];
  if (facts.defines !== undefined) said.push(`defines ${facts.defines}`);
  else if (gave('names')) said.push('definitions are called so');
  if (facts.pathWords.length > 0) said.push(`path has ${facts.pathWords.join(', ')}`);
  if (gave('text')) said.push('has the words');
  if (gave('comments')) said.push('comments say it');
  if (gave('meaning')) said.push('close in meaning');
  if (facts.nCopies === 1) said.push('1 copy left out');
  else if (facts.nCopies > 1) said.push(`${facts.nCopies} copies left out`);
  return said.length === 0 ? 'the nearest there is' : said.join('; ');
}
