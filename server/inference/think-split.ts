/**
 * Separates a model's thoughts from its answer when the server leaves both in the text: `<think>` (DeepSeek R1, Qwen 3), `<thinking>`,
 * `<reasoning>`, `[THINK]` (Magistral), and the channels of the Harmony format (gpt-oss). Only what begins the answer counts, because an
 * answer may speak about such a tag. Pure.
 */

export interface SplitText {
  readonly reasoning: string;
  readonly text: string;
}

const marks: readonly (readonly [opens: string, closes: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['[THINK]', '[/THINK]'],
  ['<|begin_of_thought|>', '<|end_of_thought|>'],
  ['<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
];

export class ThinkSplit {
  #state: 'start' | 'thinking' | 'after' | 'answer' = 'start';
  #held = '';
  #closes = '';

  /** Returns what of the text so far is certain; the beginning of a possible tag is held back. */
  push(piece: string): SplitText {
    if (this.#state === 'answer') return { reasoning: '', text: piece };
    this.#held += piece;
    let reasoning = '';
    if (this.#state === 'start') {
      const begun = this.#held.trimStart();
      const mark = marks.find(([opens]) => begun.startsWith(opens));
      if (mark === undefined) {
        if (begun === '' || marks.some(([opens]) => opens.startsWith(begun))) return { reasoning: '', text: '' };
        return this.#answer(this.#held);
      }
      this.#state = 'thinking';
      this.#closes = mark[1];
      this.#held = begun.slice(mark[0].length);
    }
    if (this.#state === 'thinking') {
      const end = this.#held.indexOf(this.#closes);
      const safe = end >= 0 ? end : Math.max(0, this.#held.length - this.#closes.length + 1);
      reasoning = this.#held.slice(0, safe);
      this.#held = end >= 0 ? this.#held.slice(end + this.#closes.length) : this.#held.slice(safe);
      if (end < 0) return { reasoning, text: '' };
      this.#state = 'after';
    }
    // The blank lines between thoughts and answer belong to neither.
    const text = this.#held.trimStart();
    if (text === '') return { reasoning, text: '' };
    return { reasoning, text: this.#answer(text).text };
  }

  /** Returns what was held back when the stream ended. */
  end(): SplitText {
    const held = this.#held;
    this.#held = '';
    return this.#state === 'thinking'
      ? { reasoning: held, text: '' }
      : { reasoning: '', text: this.#state === 'after' ? held.trimStart() : held };
  }

  #answer(text: string): SplitText {
    this.#state = 'answer';
    this.#held = '';
    return { reasoning: '', text };
  }
}
