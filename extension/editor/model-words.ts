/** Who does a task, and why, in the person's language. Pure: the translation comes in as an argument. */
import type { ModelChoice, ModelReason, ModelTask } from '../../server/protocol/client-methods.js';
import type { Translate } from './status-words.js';

export function taskName(task: ModelTask, t: Translate): string {
  switch (task) {
    case 'chat':
      return t('Answers');
    case 'explain':
      return t('Explanations');
    case 'edit':
      return t('Changes, fixes and tests');
    case 'command':
      return t('Commit messages and other short tasks');
  }
}

/** The model, and why it is the one; or that there is none. */
export const choiceWords = ({ model }: ModelChoice, t: Translate): string =>
  model === undefined ? t('no model') : [model.id, ...model.reasons.map(reason => reasonWords(reason, t))].join(', ');

function reasonWords({ code, value }: ModelReason, t: Translate): string {
  switch (code) {
    case 'chosen':
      return t('chosen by you');
    case 'parameters':
      return t('{0} parameters', value);
    case 'slow':
      return t('{0} parameters, slow here', value);
    case 'large':
      return t('does not fit into free memory');
    case 'code':
      return t('trained on code');
    case 'base':
      return t('continues text rather than answers');
    case 'window':
      return t('window of {0} tokens', value);
    case 'loaded':
      return t('already in memory');
    case 'thinking':
      return t('thinks before it answers');
    case 'unquantised':
      return t('not quantised');
    case 'coarse':
      return t('quantised very coarsely');
  }
}
