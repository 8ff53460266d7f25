/** Vibe: Ask Again for the Change. Undoes what was written, and asks again with what the person adds. */
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import type { Command } from './command.js';
import { askInstruction, editAndReport } from './edit-here.js';
import { documentOf } from './hunk-address.js';

export const editAgain: Command = {
  id: 'vibe.editAgain',
  run: async (services, argument) => {
    const uri = documentOf(argument);
    const edit = services.proposals.editOf(uri);
    if (!edit) throw new ProblemError('not-found', say('changeFromAnswer'), say('askInPanel'));
    const words = await askInstruction();
    if (words === undefined) return;
    await services.proposals.rejectAll(uri);
    await editAndReport({ ...edit, instruction: `${edit.instruction}\n\n${words}` }, services);
  },
};
