/**
 * Tokens of a text without a tokenizer: UTF-8 bytes by a ratio that each model's own counts correct. Pure.
 * It starts low (too many tokens rather than too few), since a prompt that overflows is refused.
 */

/** Bytes a token of source code has with the tokenizers in use: 2.9 to 4.2. */
const firstRatio = 3;
const lowestRatio = 1.5;
const highestRatio = 5;
/** A single odd prompt moves the ratio by no more than this share. */
const weight = 0.3;
/** Prompts below say more of the chat template than of the text. */
const leastTokens = 64;

export class TokenEstimate {
  readonly #ratios = new Map<string, number>();

  tokens(model: string, text: string): number {
    return Math.ceil(Buffer.byteLength(text) / this.#ratio(model));
  }

  /** The server counted the tokens of a prompt of so many bytes. */
  learn(model: string, nBytes: number, nTokens: number): void {
    if (nTokens < leastTokens) return;
    const seen = Math.min(highestRatio, Math.max(lowestRatio, nBytes / nTokens));
    const before = this.#ratio(model);
    // A denser text than was thought is believed at once: the next prompt must fit.
    this.#ratios.set(model, seen < before ? seen : before + (seen - before) * weight);
  }

  #ratio(model: string): number {
    return this.#ratios.get(model) ?? firstRatio;
  }
}
