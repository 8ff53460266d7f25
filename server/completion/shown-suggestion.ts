/**
 * The suggestion that a person sees. It stays as long as the typing agrees with it, so that the text under the eyes does not change; typing
 * past it rejects it, and taking text back shows nothing.
 */
import { type ShowRule, showThreshold } from './gate.js';

export interface LineSuggestion {
  /** What would be inserted; null for nothing. */
  readonly text: string | null;
  readonly show: boolean;
  /** The probability that the text is right. */
  readonly confidence: number;
}

export class ShownSuggestion {
  #path = '';
  #lineStart = -1;
  #line = '';
  #nShown = 0;
  /** The whole line that was suggested. */
  #whole: string | undefined;
  #confidence = 0;
  #isDeleting = false;

  /** A request comes for the line at `lineStart`, of which `line` is typed. */
  moveTo(path: string, lineStart: number, line: string, reject: (whole: string) => void): void {
    const isSame = path === this.#path && lineStart === this.#lineStart;
    this.#isDeleting = isSame && line.length < this.#line.length && this.#line.startsWith(line);
    // What was just deleted is not offered again.
    if (this.#isDeleting) reject(this.#line);
    if (!isSame) {
      this.#nShown = 0;
      this.#whole = undefined;
    } else if (this.#whole !== undefined && (!this.#whole.startsWith(line) || this.#isDeleting)) {
      reject(this.#whole);
      this.#whole = undefined;
    }
    this.#path = path;
    this.#lineStart = lineStart;
    this.#line = line;
  }

  /** Decides what is shown after `typed`, the line so far, if `best` is the best suggestion now. */
  decide(
    typed: string,
    best: (Pick<LineSuggestion, 'confidence'> & { readonly text: string }) | undefined,
    rule: ShowRule,
  ): LineSuggestion {
    if (this.#whole !== undefined && this.#whole.length > typed.length) {
      const text = this.#whole.slice(typed.length);
      if (best?.text === text) this.#confidence = best.confidence;
      return { text, show: true, confidence: this.#confidence };
    }
    if (best === undefined) return { text: null, show: false, confidence: 0 };
    const show = !this.#isDeleting && best.confidence >= showThreshold(rule, best.text.length, this.#nShown);
    if (show) {
      this.#nShown++;
      this.#whole = typed + best.text;
      this.#confidence = best.confidence;
    }
    return { ...best, show };
  }
}
