/** What stands beside a completion: the server's own commands in the person's language, all else as the server says it. Pure. */
import type { Completion } from '../../../server/protocol/methods/context-methods.js';
import type { WordKey, Words } from '../words/english.js';

const commands: Readonly<Record<string, WordKey>> = {
  '/explain': 'commandExplain',
  '/fix': 'commandFix',
  '/tests': 'commandTests',
  '/doc': 'commandDoc',
  '/refactor': 'commandRefactor',
  '/review': 'commandReview',
  '/commit': 'commandCommit',
  '/search': 'commandSearch',
  '/help': 'commandHelp',
};

export function completionDetail({ kind, label, detail }: Completion, words: Words): string {
  if (kind === 'conversation') return words.earlierConversation;
  const key = kind === 'command' && Object.hasOwn(commands, label) ? commands[label] : undefined;
  return key === undefined ? detail : words[key];
}
