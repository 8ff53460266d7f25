import { TermHash } from '../../server/text/terms.js';

/** Returns the term of a lower-case part that is already stemmed, or of a compound with its leading `=`. */
export function termOf(text: string): number {
  const hash = new TermHash();
  for (const byte of new TextEncoder().encode(text)) hash.push(byte);
  return hash.value();
}
