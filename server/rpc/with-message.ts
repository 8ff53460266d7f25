/**
 * Adds messages to problems that leave over the protocol, in the client's language, for clients without a table of sentences. Vibe's own
 * extension and panel word the values themselves.
 */
import type { Conversation, Turn, TurnEnd } from '../protocol/chat.js';
import type { IndexStatus } from '../protocol/index-status.js';
import type { ModelChoice } from '../protocol/methods/model-methods.js';
import type { Problem } from '../protocol/problem.js';
import { type Wording, worded } from '../protocol/sentences/sentence.js';

export type ProblemOnWire = Problem & { readonly message: string };

/** The message comes first: a client that shows a shortened reply shows it. */
export const withMessage = (problem: Problem, wording: Wording): ProblemOnWire => ({ message: worded(problem.text, wording), ...problem });

/** Adds the message to a failed turn, and to the reason why a turn was answered without a model. */
export function endWithMessage(end: TurnEnd, wording: Wording): TurnEnd {
  if (end.kind === 'failed') return { ...end, problem: withMessage(end.problem, wording) };
  if (end.kind !== 'done' || end.facts.noModel === undefined) return end;
  const { noModel, ...facts } = end.facts;
  return { ...end, facts: { noModel: withMessage(noModel, wording), ...facts } };
}

export const turnsWithMessages = (turns: readonly Turn[], wording: Wording): readonly Turn[] =>
  turns.map(turn => (turn.end === undefined ? turn : { ...turn, end: endWithMessage(turn.end, wording) }));

export const conversationWithMessages = (conversation: Conversation, wording: Wording): Conversation => ({
  ...conversation,
  turns: turnsWithMessages(conversation.turns, wording),
});

export const choicesWithMessages = (choices: readonly ModelChoice[], wording: Wording): readonly ModelChoice[] =>
  choices.map(choice => (choice.problem === undefined ? choice : { ...choice, problem: withMessage(choice.problem, wording) }));

export const statusWithMessages = (status: IndexStatus, wording: Wording): IndexStatus => ({
  ...status,
  folders: status.folders.map(folder => ({
    ...folder,
    ...(folder.problem !== undefined && { problem: withMessage(folder.problem, wording) }),
    ...(folder.embedding?.problem !== undefined && {
      embedding: { ...folder.embedding, problem: withMessage(folder.embedding.problem, wording) },
    }),
  })),
});
