/** The sentences in Chinese. Pure data. */
import { chineseAnswers } from './answers/chinese.js';
import { chineseEditor } from './editor/chinese.js';
import type { sharedSentences } from './english.js';
import { chineseGeneral } from './general/chinese.js';
import { chineseModels } from './models/chinese.js';
import { chineseWorkspace } from './workspace/chinese.js';

export const chinese = { ...chineseGeneral, ...chineseModels, ...chineseWorkspace, ...chineseAnswers, ...chineseEditor } satisfies Record<
  keyof typeof sharedSentences,
  string
>;
