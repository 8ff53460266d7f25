/** What the views are given: the state, and who carries out what a person does. Built once, by `main`. */
import type { PanelMessage } from '../model/state/panel-message.js';
import type { PanelState } from '../model/state/panel-state.js';
import type { Answers } from './answers.js';
import type { Composer } from './composer.js';
import type { Conversations } from './conversations.js';
import type { EditorActions } from './editor-actions.js';
import type { Store } from './store.js';

export type PanelStore = Store<PanelState, PanelMessage>;

/** Time and chance, so that a test holds them. */
export interface Surroundings {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  wall(): number;
  newId(): string;
  /** Runs `task` before the next frame is drawn, or soon where nothing is drawn. */
  beforeFrame(task: () => void): void;
  /** Runs `task` after `ms`; the returned function calls it off. */
  later(ms: number, task: () => void): () => void;
}

export interface Panel {
  readonly store: PanelStore;
  readonly answers: Answers;
  readonly composer: Composer;
  readonly conversations: Conversations;
  readonly editor: EditorActions;
}
