/** The sentences in German. Pure data. */
import { germanAnswers } from './answers/german.js';
import { germanEditor } from './editor/german.js';
import type { sharedSentences } from './english.js';
import { germanGeneral } from './general/german.js';
import { germanModels } from './models/german.js';
import { germanWorkspace } from './workspace/german.js';

export const german = { ...germanGeneral, ...germanModels, ...germanWorkspace, ...germanAnswers, ...germanEditor } satisfies Record<
  keyof typeof sharedSentences,
  string
>;
