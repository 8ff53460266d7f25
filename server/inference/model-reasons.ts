/** Why a model was chosen, in the words of the command line; the editor has its own for the same codes. Pure. */
import type { ModelReason } from '../protocol/methods/model-methods.js';

const words: Readonly<Record<ModelReason['code'], (value: string) => string>> = {
  chosen: () => 'chosen by you',
  parameters: value => `${value} parameters`,
  slow: value => `${value} parameters, slow here`,
  large: () => 'does not fit into free memory',
  code: () => 'trained on code',
  base: () => 'continues text rather than answers',
  window: value => `window of ${value} tokens`,
  loaded: () => 'already in memory',
  thinking: () => 'thinks before it answers',
  unquantised: () => 'not quantised',
  coarse: () => 'quantised very coarsely',
};

export const reasonText = (reasons: readonly ModelReason[]): string => reasons.map(({ code, value }) => words[code](value)).join(', ');
