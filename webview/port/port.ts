/**
 * The panel's only way out: typed requests over the method tables, and what the extension sends unasked.
 * Invariant: every request settles once, however the other end behaves while it lives; a stopped one rejects at once.
 */
import type * as v from 'valibot';
import { abortError } from '../../server/protocol/abort-error.js';
import type { ClientMethods } from '../../server/protocol/client-methods.js';
import type { ItemOf, ResultOf } from '../../server/protocol/method.js';
import type { PanelMethods, PanelReply, PanelRequest } from '../../server/protocol/panel-messages.js';
import type { Problem } from '../../server/protocol/problem.js';
import { checkReply } from './check-reply.js';

type Table = ClientMethods & PanelMethods;
export type MethodName = keyof Table;
export type Params<Name extends MethodName> = v.InferInput<Table[Name]['params']>;
export type Result<Name extends MethodName> = ResultOf<Table[Name]>;
export type Item<Name extends MethodName> = ItemOf<Table[Name]>;

/** What the extension sends unasked. */
export type Push = Exclude<PanelReply, { readonly type: 'result' | 'problem' | 'items' }>;

/** What VS Code gives a webview. */
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
    super(problem.message);
    this.problem = problem;
  }
}

interface Waiting {
  readonly onItems: (items: readonly unknown[]) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export class Port {
  readonly #api: VsCodeApi;
  readonly #waiting = new Map<number, Waiting>();
  readonly #onPush: (push: Push) => void;
  #lastId = 0;

  constructor(api: VsCodeApi, target: Pick<Window, 'addEventListener'>, onPush: (push: Push) => void) {
    this.#api = api;
    this.#onPush = onPush;
    target.addEventListener('message', event => this.#take(event.data));
  }

  request<Name extends MethodName>(name: Name, params: Params<Name>, signal: AbortSignal): Promise<Result<Name>> {
    return this.stream(name, params, () => undefined, signal);
  }

  /** As `request`, for a row that streams: `onItems` is called with each batch, in order. */
  stream<Name extends MethodName>(
    name: Name,
    params: Params<Name>,
    onItems: (items: readonly Item<Name>[]) => void,
    signal: AbortSignal,
  ): Promise<Result<Name>> {
    if (signal.aborted) return Promise.reject(abortError());
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(id);
        this.#post({ type: 'cancel', id });
        reject(abortError());
      };
      const settle = () => signal.removeEventListener('abort', onAbort);
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.set(id, {
        // The other end answers by the same table; the compiler holds it to these types.
        onItems: onItems as Waiting['onItems'],
        resolve: result => {
          settle();
          resolve(result as Result<Name>);
        },
        reject: error => {
          settle();
          reject(error);
        },
      });
      this.#post({ type: 'request', id, method: name, params });
    });
  }

  /** What the last life of this webview left, unchecked. */
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
        this.#waiting.get(reply.id)?.onItems(reply.items);
        break;
      case 'result':
        this.#settle(reply.id)?.resolve(reply.result);
        break;
      case 'problem':
        this.#settle(reply.id)?.reject(new RequestFailed(reply.problem));
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

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #post(message: PanelRequest): void {
    this.#api.postMessage(message);
  }
}
