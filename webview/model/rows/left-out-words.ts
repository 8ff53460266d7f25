/** Describes what did not fit into a model's window. Pure. */
import type { LeftOut } from '../../../server/protocol/chat.js';
import type { Words } from '../words/english.js';
import { fillWords } from '../words/fill-words.js';

/** Returns '' if everything fitted. */
export function leftOutWords({ nPlaces, nAttachments, nTurns }: LeftOut, words: Words): string {
  const parts = [
    nPlaces > 0 && fillWords(words, 'place', { n: nPlaces }),
    nAttachments > 0 && fillWords(words, 'attachment', { n: nAttachments }),
    nTurns > 0 && fillWords(words, 'earlierTurn', { n: nTurns }),
  ].filter(part => part !== false);
  return parts.length === 0
    ? ''
    : fillWords(words, 'leftOut', { parts: new Intl.ListFormat(words.locale, { type: 'unit' }).format(parts) });
}
