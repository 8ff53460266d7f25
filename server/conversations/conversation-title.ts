/** The title of a conversation until a person renames it, and the problem for one that does not exist. Pure. */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

const maxTitle = 80;

export function titleOf(question: string): string {
  const line = question.trim().replaceAll(/\s+/g, ' ');
  return line.length <= maxTitle ? line : `${line.slice(0, maxTitle - 1).trimEnd()}…`;
}

export const noConversation = (conversationId: string): ProblemError =>
  new ProblemError('not-found', say('noConversation', { id: conversationId }), say('chooseFromHistory'));
