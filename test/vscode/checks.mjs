/**
 * The checks in the order in which they run. `needed` ones always run, because others depend on them; if a `fatal` one fails, nothing else
 * can run.
 */
import { answers } from './checks/answers.mjs';
import { codeActions } from './checks/code-actions.mjs';
import { edits } from './checks/edits.mjs';
import { extras } from './checks/extras.mjs';
import { faults } from './checks/faults.mjs';
import { indexing } from './checks/indexing.mjs';
import { panel } from './checks/panel.mjs';
import { pseudoLocale } from './checks/pseudo-locale.mjs';
import { search } from './checks/search.mjs';
import { themeChecks } from './checks/themes.mjs';
import { windows } from './checks/windows.mjs';

export const checks = [
  ...indexing,
  ...panel,
  ...answers,
  ...search,
  ...codeActions,
  ...edits,
  ...extras,
  ...windows,
  ...pseudoLocale,
  ...themeChecks,
  ...faults,
];
