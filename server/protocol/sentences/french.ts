/** The sentences in French. Pure data. */
import { frenchAnswers } from './answers/french.js';
import { frenchEditor } from './editor/french.js';
import type { sharedSentences } from './english.js';
import { frenchGeneral } from './general/french.js';
import { frenchModels } from './models/french.js';
import { frenchWorkspace } from './workspace/french.js';

export const french = { ...frenchGeneral, ...frenchModels, ...frenchWorkspace, ...frenchAnswers, ...frenchEditor } satisfies Record<
  keyof typeof sharedSentences,
  string
>;
