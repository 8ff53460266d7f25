/** What the views are given: the state, and who carries out what a person does. Built once, by `main`. */

import type { Answers } from './answers.js';
import type { Composer } from './composer.js';
import type { ConversationActions } from './conversation-actions.js';
import type { EditorActions } from './editor-actions.js';
import type { PanelStore } from './panel-store.js';

export interface Panel {
  readonly store: PanelStore;
  readonly answers: Answers;
  readonly composer: Composer;
  readonly conversations: ConversationActions;
  readonly editor: EditorActions;
}
