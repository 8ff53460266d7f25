/**
 * Limits a prompt so that the first word of a model on this machine comes soon. How many tokens a second a model reads is measured with
 * every answer; a model that was never measured gets a prompt that suits a slow machine. Endpoints elsewhere are not limited. Pure.
 */
import type { ChosenModel } from '../../inference/model-manager.js';
import type { ChatFacts } from '../../inference/provider.js';

/** Longest wait for the first word, besides loading the model. */
const waitSeconds = 8;
/** Until a model is measured. A processor without an accelerator reads a model of 1.5 billion parameters about as fast. */
const firstTokensPerSecond = 150;
/** Rules, question and one place fit, however slow the model is. Fewer tokens make an answer useless. */
const leastTokens = 900;
/** A shorter prompt says little about the speed, and one that the server had cached nothing. */
const leastMeasuredTokens = 200;
/** A faster measurement counts less, because the server may have cached a part of the prompt. */
const fasterWeight = 0.5;

export class PromptSpeed {
  /** Tokens a second, by the identity of the model. */
  readonly #speeds = new Map<string, number>();

  /** Returns the tokens that a prompt may have, or undefined if there is no limit besides the model's window. */
  limit({ provider, identity }: Pick<ChosenModel, 'provider' | 'identity'>): number | undefined {
    if (!provider.local) return undefined;
    return Math.max(leastTokens, Math.floor((this.#speeds.get(identity) ?? firstTokensPerSecond) * waitSeconds));
  }

  /** Learns from the end of an answer. Servers that do not report the time of the prompt teach nothing. */
  learn(identity: string, { nPromptTokens, promptMs }: Pick<ChatFacts, 'nPromptTokens' | 'promptMs'>): void {
    if (nPromptTokens === undefined || promptMs === undefined || promptMs <= 0 || nPromptTokens < leastMeasuredTokens) return;
    const seen = (nPromptTokens / promptMs) * 1000;
    const before = this.#speeds.get(identity) ?? firstTokensPerSecond;
    this.#speeds.set(identity, seen < before ? seen : before + (seen - before) * fasterWeight);
  }
}
