/**
 * Keeps the panel's list of models current. It asks when the panel starts or gets the focus, when a conversation begins, when a question is
 * asked or answered, and every few seconds while no model is known and the panel is shown.
 */
import type { ModelInfo } from '../../server/protocol/methods/model-methods.js';
import type { Problem } from '../../server/protocol/problem.js';
import type { PanelState } from '../model/state/panel-state.js';
import { isRunning } from '../model/state/turn-state.js';
import type { ExtensionPort } from '../port/extension-port.js';
import { problemOfFailure } from './failure.js';
import type { PanelStore, Surroundings } from './panel-store.js';

/** Short enough that a model server that a person starts seems to be noticed at once. */
const lookAgainMs = 4_000;
/** A server that answers with a refusal changes its mind only after a person has acted, and may count requests. */
const lookAgainRefusedMs = 60_000;

type Seen = Pick<PanelState, 'conversation' | 'isShown' | 'models'>;

export class ModelWatch {
  readonly #store: PanelStore;
  readonly #port: ExtensionPort;
  readonly #surroundings: Surroundings;
  #seen: Seen;
  #isLooking = false;
  /** A look that was wanted while one was under way, which may have read the older state. */
  #isWanted = false;
  #cancelNext: () => void = () => undefined;

  constructor(store: PanelStore, port: ExtensionPort, surroundings: Surroundings) {
    this.#store = store;
    this.#port = port;
    this.#surroundings = surroundings;
    this.#seen = store.state;
  }

  start(): void {
    this.#store.subscribe(() => this.#notice());
  }

  /** Concurrent calls share a request. Never rejects. */
  async look(): Promise<void> {
    if (this.#isLooking) {
      this.#isWanted = true;
      return;
    }
    this.#isLooking = true;
    this.#cancelNext();
    do {
      this.#isWanted = false;
      await this.#read();
    } while (this.#isWanted && !this.#surroundings.life.aborted);
    this.#isLooking = false;
    this.#plan();
  }

  async #read(): Promise<void> {
    const { life } = this.#surroundings;
    const listing = this.#port.request('models/list', {}, life).then(
      models => ({ models, problem: undefined }),
      (error: unknown) => ({ models: [], problem: problemOfFailure(error) }),
    );
    const choosing = this.#port.request('models/choices', {}, life).then(
      choices => ({ model: choices.find(({ task }) => task === 'chat')?.model?.id }),
      () => undefined,
    );
    const [listed, choice] = await Promise.all([listing, choosing]);
    if (life.aborted) return;
    this.#show(listed);
    if (choice && choice.model !== this.#store.state.chosenModel) this.#store.dispatch({ kind: 'default-model', model: choice.model });
  }

  /** Dispatches only what differs, so that looking again draws nothing. */
  #show(listed: { readonly models: readonly ModelInfo[]; readonly problem: Problem | undefined }): void {
    const { models, modelsProblem } = this.#store.state;
    if (JSON.stringify([models, modelsProblem]) === JSON.stringify([listed.models, listed.problem])) return;
    this.#store.dispatch({ kind: 'models', ...listed });
  }

  #notice(): void {
    const { conversation, isShown, models } = this.#store.state;
    const before = this.#seen;
    this.#seen = { conversation, isShown, models };
    const isBegun = conversation.id !== before.conversation.id;
    const last = conversation.turns.at(-1);
    const lastBefore = before.conversation.turns.at(-1);
    const isAsked = last !== undefined && isRunning(last) && last.id !== lastBefore?.id;
    const isAnswered = last !== undefined && !isRunning(last) && last.id === lastBefore?.id && isRunning(lastBefore);
    if (isBegun || isAsked || isAnswered || (isShown && !before.isShown)) void this.look();
  }

  #plan(): void {
    this.#cancelNext();
    const { models, modelsProblem } = this.#store.state;
    if (models === undefined || models.length > 0) return;
    const isRefused = modelsProblem?.code === 'endpoint-unauthorised' || modelsProblem?.code === 'endpoint-refused';
    this.#cancelNext = this.#surroundings.later(isRefused ? lookAgainRefusedMs : lookAgainMs, () => {
      if (this.#store.state.isShown && this.#store.state.server === 'up') void this.look();
    });
  }
}
