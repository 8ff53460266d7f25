/**
 * The panel's only connection: typed requests from the method tables, and events of the extension.
 * Invariant: every request settles once, however the other end behaves; a stopped one rejects immediately.
 */
import type * as v from 'valibot';
import type { ClientMethods } from '../../server/protocol/client-methods.js';
import { Correlator } from '../../server/protocol/correlator.js';
import type { ItemOf, ResultOf } from '../../server/protocol/method.js';
import type { PanelMethods, PanelReply, PanelRequest } from '../../server/protocol/panel-messages.js';
import { type Problem, problemLine } from '../../server/protocol/problem.js';
import { englishWording, say } from '../../server/protocol/sentences/sentence.js';
import { checkReply } from './check-reply.js';

type Table = ClientMethods & PanelMethods;
export type MethodName = keyof Table;
export type Params<Name extends MethodName> = v.InferInput<Table[Name]['params']>;
export type Result<Name extends MethodName> = ResultOf<Table[Name]>;
export type StreamItem<Name extends MethodName> = ItemOf<Table[Name]>;

/** Messages that the extension sends on its own. */
export type Push = Exclude<PanelReply, { readonly type: 'result' | 'problem' | 'items' }>;

/** The API that VS Code gives to a webview. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** A request that the other end refused; `problem` is shown to the person. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problemLine(problem, englishWording));
    this.problem = problem;
  }
}

/** The extension refuses more than 64 at once; this limit only stops a faulty loop. */
const maxWaiting = 256;

type Settled = Extract<PanelReply, { readonly type: 'result' | 'problem' }>;
type OnItems = (items: readonly unknown[]) => void;

export class ExtensionPort {
  readonly #api: VsCodeApi;
  readonly #requests = new Correlator<Settled, OnItems>({
    maxWaiting,
    refusal: () =>
      new RequestFailed({
        code: 'queue-full',
        text: say('panelFull', { n: maxWaiting }),
        remedy: say('waitForOne'),
      }),
  });
  readonly #onPush: (push: Push) => void;

  constructor(api: VsCodeApi, target: Pick<Window, 'addEventListener'>, onPush: (push: Push) => void) {
    this.#api = api;
    this.#onPush = onPush;
    target.addEventListener('message', event => this.#take(event.data));
  }

  request<Name extends MethodName>(name: Name, params: Params<Name>, signal: AbortSignal): Promise<Result<Name>> {
    return this.stream(name, params, () => undefined, signal);
  }

  /** Like `request`, for a row that streams: `onItems` is called with each batch, in order. */
  stream<Name extends MethodName>(
    name: Name,
    params: Params<Name>,
    onItems: (items: readonly StreamItem<Name>[]) => void,
    signal: AbortSignal,
  ): Promise<Result<Name>> {
    return this.#requests.request(
      {
        send: id => this.#post({ type: 'request', id, method: name, params }),
        cancel: id => this.#post({ type: 'cancel', id }),
        read: reply => {
          if (reply.type === 'problem') throw new RequestFailed(reply.problem);
          return reply.result as Result<Name>; // The other end answers by the same table, so the compiler has checked it.
        },
        note: onItems as OnItems, // As above.
      },
      signal,
    );
  }

  /** Returns what the last webview left, unchecked. */
  get kept(): unknown {
    return this.#api.getState();
  }

  keep(state: unknown): void {
    this.#api.setState(state);
  }

  #take(data: unknown): void {
    const reply = checkReply(data);
    if (!reply) return;
    switch (reply.type) {
      case 'items':
        this.#requests.noteOf(reply.id)?.(reply.items);
        break;
      case 'result':
      case 'problem':
        this.#requests.settle(reply.id, reply);
        break;
      case 'event':
      case 'ask':
      case 'around':
      case 'new':
      case 'open':
      case 'history':
      case 'shown':
      case 'server':
        this.#onPush(reply);
        break;
    }
  }

  #post(message: PanelRequest): void {
    this.#api.postMessage(message);
  }
}
