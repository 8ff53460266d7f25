/** What the classes behind the panel share: the store, and time and chance, which tests replace. Types only. */
import type { PanelMessage } from '../model/state/panel-message.js';
import type { PanelState } from '../model/state/panel-state.js';
import type { Store } from './store.js';

export type PanelStore = Store<PanelState, PanelMessage>;

/** Time and chance, so that a test holds them. */
export interface Surroundings {
  /** Returns milliseconds of a clock that never goes backwards. */
  now(): number;
  wall(): number;
  newId(): string;
  /** Runs `task` before the next frame is drawn, or soon where nothing is drawn. */
  beforeFrame(task: () => void): void;
  /** Runs `task` after `ms`; the returned function calls it off. */
  later(ms: number, task: () => void): () => void;
  /** Aborts when the page goes away: the signal of requests that nothing else stops. */
  readonly life: AbortSignal;
}
