/** Vibe: Export Report. Saves which systems ran and how long they took, as JSON; asks for a path. */
import { saveText } from '../editor/save-text.js';
import type { Command } from './command.js';

export const exportReport: Command = {
  id: 'vibe.exportReport',
  run: async ({ server }) => {
    const { name, text } = await server.call('report/get', {}, AbortSignal.timeout(20_000));
    await saveText(name, text);
  },
};
