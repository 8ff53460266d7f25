/** Saves what the next panel needs: the open conversation and the draft. */
import type { PanelState } from '../model/state/panel-state.js';
import { snapshotOf } from '../model/state/snapshot.js';
import type { ExtensionPort } from '../port/extension-port.js';
import type { PanelStore, Surroundings } from './panel-store.js';

/** Often enough to lose nothing important, and rare enough to cost nothing while an answer streams. */
const pauseMs = 700;

export class Keeper {
  readonly #store: PanelStore;
  readonly #port: ExtensionPort;
  readonly #surroundings: Surroundings;
  #kept: PanelState;
  #isPlanned = false;

  constructor(store: PanelStore, port: ExtensionPort, surroundings: Surroundings) {
    this.#store = store;
    this.#port = port;
    this.#surroundings = surroundings;
    this.#kept = store.state;
  }

  start(): void {
    this.#store.subscribe(() => this.#plan());
  }

  #plan(): void {
    const { conversation, draft, model } = this.#store.state;
    const same = conversation === this.#kept.conversation && draft === this.#kept.draft && model === this.#kept.model;
    if (same || this.#isPlanned) return;
    this.#isPlanned = true;
    this.#surroundings.later(pauseMs, () => {
      this.#isPlanned = false;
      this.#keep();
    });
  }

  #keep(): void {
    const { state } = this.#store;
    const before = this.#kept;
    this.#kept = state;
    this.#port.keep(snapshotOf(state));
    const id = state.conversation.turns.length > 0 ? state.conversation.id : undefined;
    const idBefore = before.conversation.turns.length > 0 ? before.conversation.id : undefined;
    if (id === idBefore && state.draft.text === before.draft.text) return;
    // The editor may be closing; what it cannot store now is in the snapshot.
    this.#port
      .request('panel/keep', { ...(id === undefined ? {} : { conversationId: id }), draft: state.draft.text }, this.#surroundings.life)
      .catch(() => undefined);
  }
}
