/** The command of code actions that asks the question in them, with its context. */
import * as v from 'valibot';
import { askAboutCommand, askAboutSchema } from '../../server/protocol/ask-about.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import type { Command } from './command.js';

export const askAbout: Command = {
  id: askAboutCommand,
  run: ({ view }, argument) => {
    const parsed = v.safeParse(askAboutSchema, argument);
    if (!parsed.success) {
      throw new ProblemError(
        'bad-params',
        say('commandArgumentWrong', { command: askAboutCommand, issue: parsed.issues[0].message }),
        say('useCodeAction'),
      );
    }
    return view.order({ type: 'ask', ...parsed.output });
  },
};
