/** Types lines again, character by character, and measures what the completer saves. */
import type { LineCompleter } from '../../completion/line-completer.js';
import type { ReplayedLine } from './replay-lines.js';

export interface TypingResult {
  nLines: number;
  nChars: number;
  nSaved: number;
  nShown: number;
  nRight: number;
  /** Of each request. */
  times: number[];
}

export const noTyping = (): TypingResult => ({ nLines: 0, nChars: 0, nSaved: 0, nShown: 0, nRight: 0, times: [] });

/** A suggestion is right if it is the whole rest of the line; it is then accepted, with one key. */
export function replayTyping(completer: LineCompleter, lines: readonly ReplayedLine[], result: TypingResult): void {
  for (const { path, above, line, below } of lines) {
    result.nLines++;
    result.nChars += line.length;
    let shown: string | undefined;
    for (let typed = 0; typed < line.length; typed++) {
      const before = above + line.slice(0, typed);
      const started = performance.now();
      const { text, show } = completer.suggest({ path, before, after: below });
      result.times.push(performance.now() - started);
      if (!show || text === null) {
        shown = undefined;
        continue;
      }
      const whole = line.slice(0, typed) + text;
      if (whole !== shown) result.nShown++;
      shown = whole;
      if (whole !== line) continue;
      result.nRight++;
      result.nSaved += text.length - 1;
      break;
    }
  }
}
