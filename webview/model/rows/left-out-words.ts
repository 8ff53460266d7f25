/** What did not fit into a model's window, in words. Pure. */
import type { LeftOut } from '../../../server/protocol/chat.js';
import type { Words } from '../words/english.js';
import { say, sayCount } from '../words/say.js';

/** '' where everything fitted. */
export function leftOutWords({ nPlaces, nAttachments, nTurns }: LeftOut, words: Words, language: string): string {
  const parts = [
    nPlaces > 0 && sayCount(words, 'place', nPlaces, language),
    nAttachments > 0 && sayCount(words, 'attachment', nAttachments, language),
    nTurns > 0 && sayCount(words, 'earlierTurn', nTurns, language),
  ].filter(part => part !== false);
  return parts.length === 0 ? '' : say(words, 'leftOut', { parts: new Intl.ListFormat(language, { type: 'unit' }).format(parts) });
}
