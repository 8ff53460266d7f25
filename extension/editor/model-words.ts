/** Names the model of a task, and why it was chosen, in the person's language. Pure: the translation is an argument. */
import type { ModelChoice, ModelReason, ModelTask } from '../../server/protocol/methods/model-methods.js';
import type { Translate } from './status-words.js';

const taskNames: Readonly<Record<ModelTask, (t: Translate) => string>> = {
  chat: t => t('Answers'),
  explain: t => t('Explanations'),
  edit: t => t('Changes, fixes and tests'),
  command: t => t('Commit messages and other short tasks'),
};

const reasonWords: Readonly<Record<ModelReason['code'], (t: Translate, value: string) => string>> = {
  chosen: t => t('chosen by you'),
  parameters: (t, value) => t('{0} parameters', value),
  slow: (t, value) => t('{0} parameters, slow here', value),
  large: t => t('does not fit into free memory'),
  code: t => t('trained on code'),
  base: t => t('completes text instead of answering'),
  window: (t, value) => t('window of {0} tokens', value),
  loaded: t => t('already in memory'),
  thinking: t => t('thinks before it answers'),
  unquantised: t => t('not quantised'),
  coarse: t => t('quantised very coarsely'),
};

export const taskName = (task: ModelTask, t: Translate): string => taskNames[task](t);

/** Returns the model's name, or that there is none. */
export const choiceWords = ({ model }: ModelChoice, t: Translate): string =>
  model === undefined ? t('no model') : [model.id, ...model.reasons.map(({ code, value }) => reasonWords[code](t, value))].join(', ');
