/** The English sentences: the source of the others, and of the arguments that each sentence needs. Pure data. */
import { englishAnswers } from './answers/english.js';
import { englishEditor } from './editor/english.js';
import { englishGeneral } from './general/english.js';
import { englishModels } from './models/english.js';
import { terminalSentences } from './terminal-sentences.js';
import { englishWorkspace } from './workspace/english.js';

/** What every language has. */
export const sharedSentences = { ...englishGeneral, ...englishModels, ...englishWorkspace, ...englishAnswers, ...englishEditor };

export const english = { ...sharedSentences, ...terminalSentences };

export type English = typeof english;
