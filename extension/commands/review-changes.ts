/** Vibe: Review Changes. Attaches what is staged, or all changes, to a question. */
import { changesOf, chooseRepository } from '../context/git-repository.js';
import type { Command } from './command.js';

export const reviewChanges: Command = {
  id: 'vibe.reviewChanges',
  run: async ({ view, server }, argument) => {
    const repository = await chooseRepository(argument);
    if (!repository) return;
    await view.order({
      type: 'ask',
      question: '/review',
      attachments: [await changesOf(repository, server, AbortSignal.timeout(20_000))],
      send: true,
    });
  },
};
