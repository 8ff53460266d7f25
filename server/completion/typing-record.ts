/** What became of the suggestions for the line that is typed, and of those for the last lines. Typing past a suggestion rejects it. */

/** How much the last line counts in the mean of the lines before it. */
const lastShare = 0.1;
/** The mean before anything is known. */
const initialRight = 0.4;
/** A suggestion at least so probable is remembered as the line's first. */
const minFirst = 0.35;
const maxRejected = 64;

export class TypingRecord {
  #lineStart = -1;
  /** The whole line of the most probable suggestion, and since how many requests. */
  #best = '';
  #nUnchanged = 0;
  #nMissed = 0;
  #first: string | undefined;
  #rightLately = initialRight;
  readonly #rejected = new Set<string>();

  /** Suggestions for this line that proved wrong as it was typed on. */
  get nMissed(): number {
    return this.#nMissed;
  }

  /** The share of lines, the last ones counting most, whose first probable suggestion was right. */
  get rightLately(): number {
    return this.#rightLately;
  }

  unchangedFor(whole: string): number {
    return whole === this.#best ? Math.min(10, this.#nUnchanged + 1) : 0;
  }

  isRejected(whole: string): boolean {
    return this.#rejected.has(whole);
  }

  /** A shown suggestion was typed past, or taken back after it was accepted. */
  reject(whole: string): void {
    this.#rejected.add(whole);
    if (this.#rejected.size > maxRejected) this.#rejected.delete(this.#rejected.values().next().value!);
  }

  /** A request comes for the line at `lineStart`; `before` is the text up to the cursor. */
  moveTo(lineStart: number, before: string): void {
    if (lineStart === this.#lineStart) {
      if (this.#best !== '' && !this.#best.startsWith(before.slice(lineStart))) {
        this.#nMissed++;
        this.#best = '';
      }
      return;
    }
    if (this.#first !== undefined && lineStart > this.#lineStart) {
      const end = before.indexOf('\n', this.#lineStart);
      const isRight = before.slice(this.#lineStart, end) === this.#first;
      this.#rightLately += lastShare * ((isRight ? 1 : 0) - this.#rightLately);
    }
    this.leave();
    this.#lineStart = lineStart;
  }

  /** The line is left for another file. */
  leave(): void {
    this.#lineStart = -1;
    this.#best = '';
    this.#nUnchanged = 0;
    this.#nMissed = 0;
    this.#first = undefined;
    this.#rejected.clear();
  }

  /** Notes the most probable suggestion of this request. */
  note(whole: string, probability: number): void {
    this.#nUnchanged = whole === this.#best ? this.#nUnchanged + 1 : 0;
    this.#best = whole;
    if (probability >= minFirst) this.#first ??= whole;
  }
}
