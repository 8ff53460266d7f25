/** Decides which answer of a conversation says why no model wrote it. Pure. */
import type { ProblemCode } from '../../../server/protocol/problem.js';
import type { TurnState } from './turn-state.js';

/** Returns true for the first turn of the conversation whose model was missing for this kind of reason. */
export function isFirstWithoutModel(turns: readonly TurnState[], turnId: string): boolean {
  const turn = turns.find(({ id }) => id === turnId);
  const code = turn && codeOf(turn);
  return code !== undefined && turns.find(other => codeOf(other) === code)?.id === turnId;
}

const codeOf = ({ life }: TurnState): ProblemCode | undefined =>
  life.kind === 'ended' && life.end.kind === 'done' ? life.end.facts.noModel?.code : undefined;
