/**
 * The life cycle of the panel, seen from the extension. A hidden panel is kept, so that it can be shown again immediately. It pauses
 * meanwhile: for each kind of event it gets the newest one later, and orders wait until it has drawn. A panel that is shown and does not
 * draw is
 * loaded again with its saved state, so that it does not stay grey. Does not import the editor.
 */
import type { PanelReply } from '../../server/protocol/panel-messages.js';

/** Limit of orders for a panel that has not loaded; if there are more, it never will. */
const maxWaiting = 20;
/** A kept panel draws within a frame or two; a machine that wakes up may take longer. */
const drawWithinMs = 4000;
/** For a first load on a remote machine. */
const loadWithinMs = 30_000;

type Phase =
  /** Its document is loading; it asks for everything when it is ready. */
  | 'loading'
  | 'awake'
  | 'hidden'
  /** Shown again, but not drawn since. */
  | 'waking';

export interface PanelLifeServices {
  readonly send: (reply: PanelReply) => void;
  /** Loads the document again. */
  readonly load: () => void;
  /** Called if loading it again did not help, to inform the person. */
  readonly giveUp: () => void;
  /** Runs `task` after `ms`; the returned function cancels it. */
  readonly later: (ms: number, task: () => void) => () => void;
}

export class PanelLife {
  readonly #services: PanelLifeServices;
  #phase: Phase = 'loading';
  #isShown = true;
  #isSecondTry = false;
  #orders: PanelReply[] = [];
  /** The newest event of each kind. */
  readonly #missed = new Map<string, PanelReply>();
  #callOff: () => void = () => undefined;

  constructor(services: PanelLifeServices) {
    this.#services = services;
  }

  get phase(): Phase {
    return this.#phase;
  }

  begin(): void {
    this.#phase = 'loading';
    this.#missed.clear();
    this.#services.load();
    this.#watch(loadWithinMs);
  }

  /** The panel has asked for everything and receives events from now on. `soon` runs a task after the answer has been sent. */
  ready(soon: (task: () => void) => void): void {
    this.#callOff();
    this.#isSecondTry = false;
    this.#phase = this.#isShown ? 'awake' : 'hidden';
    if (this.#isShown) soon(() => this.#giveOrders());
    else soon(() => this.#services.send({ type: 'shown', isShown: false }));
  }

  setShown(isShown: boolean): void {
    if (isShown === this.#isShown) return;
    this.#isShown = isShown;
    this.#callOff();
    if (this.#phase === 'loading') {
      if (isShown) this.#watch(loadWithinMs);
      return;
    }
    this.#phase = isShown ? 'waking' : 'hidden';
    for (const reply of isShown ? this.#missed.values() : []) this.#services.send(reply);
    this.#missed.clear();
    this.#services.send({ type: 'shown', isShown });
    if (isShown) this.#watch(drawWithinMs);
  }

  /** The panel has drawn since it was shown. */
  drew(): void {
    if (this.#phase !== 'waking') return;
    this.#callOff();
    this.#phase = 'awake';
    this.#giveOrders();
  }

  /** Sends an event. A panel that is not loaded does not need it: it asks for the current state when it starts. */
  tell(reply: PanelReply): void {
    if (this.#phase === 'loading') return;
    // Sent even when hidden: when the server comes up or goes down, requests begin or end.
    if (this.#phase === 'hidden' && reply.type !== 'server') this.#missed.set(kindOf(reply), reply);
    else this.#services.send(reply);
  }

  /** Sends an order when the panel has drawn; until then it waits. */
  order(reply: PanelReply): void {
    if (this.#phase === 'awake') this.#services.send(reply);
    else if (this.#orders.push(reply) > maxWaiting) this.#orders.shift();
  }

  end(): void {
    this.#callOff();
    this.#phase = 'loading';
  }

  #giveOrders(): void {
    const orders = this.#orders;
    this.#orders = [];
    for (const order of orders) this.#services.send(order);
  }

  #watch(ms: number): void {
    this.#callOff();
    this.#callOff = this.#services.later(ms, () => {
      if (this.#isSecondTry) {
        this.#services.giveUp();
        return;
      }
      this.#isSecondTry = true;
      this.begin();
    });
  }
}

const kindOf = (reply: PanelReply): string =>
  reply.type === 'event' ? `${reply.name} ${reply.name === 'chat/changed' ? reply.payload.conversationId : ''}` : reply.type;
