/** The command in the hover of a cited line: opens the conversation at the question. */
import * as v from 'valibot';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import type { Command } from './command.js';

const addressSchema = v.object({ conversationId: v.string(), turnId: v.string() });

export const openTurn: Command = {
  id: 'vibe.openTurn',
  run: ({ view }, argument) => {
    const parsed = v.safeParse(addressSchema, argument);
    if (!parsed.success)
      throw new ProblemError(
        'bad-params',
        say('commandArgumentWrong', { command: 'vibe.openTurn', issue: parsed.issues[0].message }),
        say('openHistoryInstead'),
      );
    return view.order({ type: 'open', ...parsed.output });
  },
};
