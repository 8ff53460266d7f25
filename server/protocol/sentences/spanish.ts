/** The sentences in Spanish. Pure data. */
import { spanishAnswers } from './answers/spanish.js';
import { spanishEditor } from './editor/spanish.js';
import type { sharedSentences } from './english.js';
import { spanishGeneral } from './general/spanish.js';
import { spanishModels } from './models/spanish.js';
import { spanishWorkspace } from './workspace/spanish.js';

export const spanish = { ...spanishGeneral, ...spanishModels, ...spanishWorkspace, ...spanishAnswers, ...spanishEditor } satisfies Record<
  keyof typeof sharedSentences,
  string
>;
