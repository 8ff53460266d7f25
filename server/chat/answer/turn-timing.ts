/** The times of one turn, in milliseconds since it began. Pure except for the clock. */
import type { Clock } from '../../base/clock.js';
import type { AnswerFacts } from '../../protocol/chat.js';

export class TurnTiming {
  readonly #clock: Clock;
  readonly #start: number;
  #firstItemMs: number | undefined;
  #firstTokenMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#start = clock.now();
  }

  /** True once a person has seen a word of the answer. */
  get hasToken(): boolean {
    return this.#firstTokenMs !== undefined;
  }

  elapsed(): number {
    return this.#clock.now() - this.#start;
  }

  /** Records that a person has something to look at. */
  item(): void {
    this.#firstItemMs ??= this.elapsed();
  }

  /** Records a word of the answer. Returns true for the first one. */
  token(): boolean {
    if (this.#firstTokenMs !== undefined) return false;
    this.#firstTokenMs = this.elapsed();
    return true;
  }

  facts(): Pick<AnswerFacts, 'firstItemMs' | 'firstTokenMs' | 'totalMs'> {
    const totalMs = this.elapsed();
    return {
      firstItemMs: this.#firstItemMs ?? totalMs,
      ...(this.#firstTokenMs !== undefined && { firstTokenMs: this.#firstTokenMs }),
      totalMs,
    };
  }
}
