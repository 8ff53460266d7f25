/** Turns a place into the excerpt that a model is sent: its text and the line numbers of that text. Secrets are masked when the whole
 * message is sent, so that what comes back can be brought to the text again. Pure. */
import type { Place } from '../../protocol/place.js';
import type { Excerpt } from './prompt.js';

export function excerptOf(place: Place, label: string): Excerpt {
  const { folder, path, startLine } = place;
  // The protocol cuts long texts, even in the middle of a line.
  const text = place.text.replace(/\r?\n$/, '');
  const endLine = Math.min(place.endLine, startLine + text.split('\n').length - 1);
  return { label, range: { folder, path, startLine, endLine }, text, name: place.chain.join('.') };
}
