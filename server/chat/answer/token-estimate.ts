/**
 * Estimates the tokens of a text without a tokenizer: its UTF-8 bytes divided by a ratio, which is corrected by the counts that each model
 * reports. Pure. The ratio starts low (too many tokens rather than too few), because a prompt that is too long is refused.
 */

/** Bytes per token. Source code has 2.9 to 4.2 with the tokenizers in use. */
const firstRatio = 3;
const lowestRatio = 1.5;
const highestRatio = 5;
/** Limits the influence of a single unusual prompt on the ratio. */
const weight = 0.3;
/** Shorter prompts depend more on the chat template than on the text. */
const leastTokens = 64;

export class TokenEstimate {
  readonly #ratios = new Map<string, number>();

  tokens(model: string, text: string): number {
    return Math.ceil(Buffer.byteLength(text) / this.#ratio(model));
  }

  /** Learns from a prompt of `nBytes` that the server counted as `nTokens`. */
  learn(model: string, nBytes: number, nTokens: number): void {
    if (nTokens < leastTokens) return;
    const seen = Math.min(highestRatio, Math.max(lowestRatio, nBytes / nTokens));
    const before = this.#ratio(model);
    // A lower ratio is accepted at once, because the next prompt must fit.
    this.#ratios.set(model, seen < before ? seen : before + (seen - before) * weight);
  }

  #ratio(model: string): number {
    return this.#ratios.get(model) ?? firstRatio;
  }
}
