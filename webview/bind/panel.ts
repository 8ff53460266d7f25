/** What the views get: the state, and the objects that perform a person's actions. Built once, by `main`. */

import type { Answers } from './answers.js';
import type { Composer } from './composer.js';
import type { ConversationActions } from './conversation-actions.js';
import type { EditorActions } from './editor-actions.js';
import type { ModelWatch } from './model-watch.js';
import type { PanelStore } from './panel-store.js';

export interface Panel {
  readonly store: PanelStore;
  readonly answers: Answers;
  readonly composer: Composer;
  readonly conversations: ConversationActions;
  readonly editor: EditorActions;
  readonly models: ModelWatch;
}
