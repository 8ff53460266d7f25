/**
 * The panel's life as the extension sees it. A hidden panel is kept, so that it is there at once when it is shown again; it rests meanwhile:
 * events that it missed reach it as their newest state, and orders wait until it has drawn. One that is shown and does not draw is loaded
 * anew, from what it left: no panel stays grey. Imports no editor.
 */
import type { PanelReply } from '../../server/protocol/panel-messages.js';

/** Orders for a panel that is not there yet; more than these mean that it never comes. */
const maxWaiting = 20;
/** A panel that is kept draws within a frame or two; a machine that wakes up may need longer. */
const drawWithinMs = 4000;
/** From nothing, by way of a remote machine. */
const loadWithinMs = 30_000;

type Phase =
  /** Its document is being loaded; it asks for everything when it is ready. */
  | 'loading'
  | 'awake'
  | 'hidden'
  /** Shown again, and has not drawn since. */
  | 'waking';

export interface PanelLifeServices {
  readonly send: (reply: PanelReply) => void;
  /** Loads the document anew. */
  readonly load: () => void;
  /** It did not come back even so: the person is told. */
  readonly giveUp: () => void;
  /** Runs `task` after `ms`; the returned function calls it off. */
  readonly later: (ms: number, task: () => void) => () => void;
}

export class PanelLife {
  readonly #services: PanelLifeServices;
  #phase: Phase = 'loading';
  #isShown = true;
  #isSecondTry = false;
  #orders: PanelReply[] = [];
  /** The newest of each kind. */
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

  /** It has asked for everything, and hears from now on; `soon` runs a task after its answer has gone out. */
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

  /** It has drawn since it was shown. */
  drew(): void {
    if (this.#phase !== 'waking') return;
    this.#callOff();
    this.#phase = 'awake';
    this.#giveOrders();
  }

  /** An event: whoever is not there asks for the state when they come. */
  tell(reply: PanelReply): void {
    if (this.#phase === 'loading') return;
    // A server that came or went ends and begins requests: that cannot wait.
    if (this.#phase === 'hidden' && reply.type !== 'server') this.#missed.set(kindOf(reply), reply);
    else this.#services.send(reply);
  }

  /** An order reaches a panel that draws; until then it waits. */
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
