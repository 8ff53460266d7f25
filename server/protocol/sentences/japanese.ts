/** The sentences in Japanese. Pure data. */
import { japaneseAnswers } from './answers/japanese.js';
import { japaneseEditor } from './editor/japanese.js';
import type { sharedSentences } from './english.js';
import { japaneseGeneral } from './general/japanese.js';
import { japaneseModels } from './models/japanese.js';
import { japaneseWorkspace } from './workspace/japanese.js';

export const japanese = {
  ...japaneseGeneral,
  ...japaneseModels,
  ...japaneseWorkspace,
  ...japaneseAnswers,
  ...japaneseEditor,
} satisfies Record<keyof typeof sharedSentences, string>;
