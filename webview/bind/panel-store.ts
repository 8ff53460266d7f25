/** What the classes behind the panel share: the store, and time and randomness, which tests replace. Types only. */
import type { PanelMessage } from '../model/state/panel-message.js';
import type { PanelState } from '../model/state/panel-state.js';
import type { Store } from './store.js';

export type PanelStore = Store<PanelState, PanelMessage>;

/** Time and randomness, so that a test can control them. */
export interface Surroundings {
  /** Returns milliseconds of a clock that never goes backwards. */
  now(): number;
  wall(): number;
  newId(): string;
  /** Runs `task` before the next frame is drawn, or soon if nothing is drawn. */
  beforeFrame(task: () => void): void;
  /** Runs `task` after `ms`; the returned function cancels it. */
  later(ms: number, task: () => void): () => void;
  /** Aborts when the page is closed. Used for requests that nothing else stops. */
  readonly life: AbortSignal;
}
