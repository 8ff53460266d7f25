/** What the hover of a cited line calls: opens the conversation at the question. */
import * as v from 'valibot';
import { ProblemError } from '../../server/protocol/problem.js';
import type { Command } from './command.js';

const addressSchema = v.object({ conversationId: v.string(), turnId: v.string() });

export const openTurn: Command = {
  id: 'vibe.openTurn',
  run: ({ view }, argument) => {
    const parsed = v.safeParse(addressSchema, argument);
    if (!parsed.success) throw new ProblemError('bad-params', 'vibe.openTurn was called with a wrong argument', 'Open the history instead');
    return view.order({ type: 'open', ...parsed.output });
  },
};
