/**
 * The extension's end of the panel's messages. Every message is untrusted: its shape and its params are checked against the tables, and a
 * wrong one is answered with a problem and logged. Rows of `clientMethods` go to the server, rows of `panelMethods` are handled here.
 *
 * A webview may be destroyed at any time and created again: requests of a former one are not answered any more, but its questions continue.
 * Does not import the editor.
 */
import * as v from 'valibot';
import { isAbort } from '../../server/protocol/abort-error.js';
import { checkedParams } from '../../server/protocol/checked-params.js';
import { clientMethods } from '../../server/protocol/client-methods.js';
import { errorText } from '../../server/protocol/error-text.js';
import type { ParamsOf, ResultOf } from '../../server/protocol/method.js';
import { type PanelMethods, type PanelReply, panelMethods, panelRequestSchema } from '../../server/protocol/panel-messages.js';
import { ProblemError, problemOf } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { type Caller, isStreaming } from '../host/caller.js';
import { ItemFrames } from './item-frames.js';

/** The handlers of the extension itself. A missing or extra row does not compile. */
export type PanelHandlers = {
  readonly [Name in keyof PanelMethods]: (
    params: ParamsOf<PanelMethods[Name]>,
    signal: AbortSignal,
  ) => Promise<ResultOf<PanelMethods[Name]>> | ResultOf<PanelMethods[Name]>;
};

/** More concurrent requests than any panel makes, so a webview in a loop is refused. */
const maxRunning = 64;

/** Sent only by a command that asks the person first, never by a webview. */
const editorOnly = 'data/clear';

interface Running {
  readonly abort: AbortController;
  /** Set for a question and for a request that follows one. */
  readonly turnId: string | undefined;
  readonly asks: boolean;
  /** False once a newer webview exists, so that its items and results are dropped. */
  heard: boolean;
}

export class PanelPort {
  readonly #send: (reply: PanelReply) => void;
  readonly #caller: Caller;
  readonly #handlers: PanelHandlers;
  readonly #warn: (text: string) => void;
  #running = new Map<number, Running>();
  /** Questions of a former webview, by turn, so that the current one can still stop them. */
  readonly #orphans = new Map<string, Running>();
  readonly #frames = new Set<ItemFrames>();
  #isShown = true;

  constructor(send: (reply: PanelReply) => void, caller: Caller, handlers: PanelHandlers, warn: (text: string) => void) {
    this.#send = send;
    this.#caller = caller;
    this.#handlers = handlers;
    this.#warn = warn;
  }

  readonly receive = (message: unknown): void => {
    const parsed = v.safeParse(panelRequestSchema, message);
    if (!parsed.success) {
      this.#refuse(
        idOf(message),
        new ProblemError('bad-params', say('panelMessageWrong', { issue: parsed.issues[0].message }), say('reloadTheWindow')),
      );
      return;
    }
    if (parsed.output.type === 'cancel') this.#cancel(parsed.output.id);
    else void this.#answer(parsed.output.id, parsed.output.method, parsed.output.params);
  };

  /** A hidden panel gets streamed items rarely, and is up to date when it is shown. */
  setShown(isShown: boolean): void {
    this.#isShown = isShown;
    if (isShown) for (const frames of this.#frames) frames.hurry();
  }

  /** The webview is gone. Questions continue; everything else is stopped. */
  detach(): void {
    for (const running of this.#running.values()) {
      running.heard = false;
      if (running.asks && running.turnId !== undefined) this.#orphans.set(running.turnId, running);
      else running.abort.abort();
    }
    this.#running = new Map();
  }

  dispose(): void {
    for (const running of [...this.#running.values(), ...this.#orphans.values()]) {
      running.heard = false;
      running.abort.abort();
    }
    this.#running.clear();
    this.#orphans.clear();
  }

  async #answer(id: number, method: string, raw: unknown): Promise<void> {
    if (method === 'panel/ready') this.detach();
    if (this.#running.has(id)) return this.#refuse(id, new ProblemError('bad-params', say('panelIdTwice', { id }), say('reloadTheWindow')));
    if (this.#running.size >= maxRunning) {
      return this.#refuse(id, new ProblemError('queue-full', say('panelFull', { n: maxRunning }), say('waitForOne')));
    }
    const running: Running = {
      abort: new AbortController(),
      turnId: turnIdOf(raw),
      asks: method === 'chat/ask' || method === 'chat/continue',
      heard: true,
    };
    this.#running.set(id, running);
    const frames = new ItemFrames(
      items => running.heard && this.#send({ type: 'items', id, items }),
      () => this.#isShown,
    );
    this.#frames.add(frames);
    try {
      const result = await this.#dispatch(method, raw, running.abort.signal, frames);
      frames.close();
      if (running.heard) this.#send({ type: 'result', id, result });
    } catch (error) {
      frames.close();
      if (running.heard) this.#fail(id, method, error);
    } finally {
      this.#frames.delete(frames);
      if (this.#running.get(id) === running) this.#running.delete(id);
      if (running.turnId !== undefined && this.#orphans.get(running.turnId) === running) this.#orphans.delete(running.turnId);
    }
  }

  async #dispatch(method: string, raw: unknown, signal: AbortSignal, frames: ItemFrames): Promise<unknown> {
    if (isRow(panelMethods, method)) {
      const params = checkedParams(panelMethods[method].params, raw, refusalOf(method));
      // `checkedParams` returns the output of the row's schema, which is what the handler of the same name takes.
      return (this.#handlers[method] as (params: unknown, signal: AbortSignal) => unknown)(params, signal);
    }
    if (isRow(clientMethods, method) && method !== editorOnly) {
      // The compiler cannot pair a row with its own params here; the schema of the same row has checked them.
      const params = checkedParams(clientMethods[method].params, raw, refusalOf(method)) as never;
      return isStreaming(method) ? this.#caller.call(method, params, signal, frames.add) : this.#caller.call(method, params, signal);
    }
    throw new ProblemError('unknown-method', say('panelMethodUnknown', { method: method.slice(0, 100) }), say('reloadTheWindow'));
  }

  #cancel(id: number): void {
    const running = this.#running.get(id);
    running?.abort.abort();
    if (running?.turnId !== undefined) this.#orphans.get(running.turnId)?.abort.abort();
  }

  #fail(id: number, method: string, error: unknown): void {
    // A cancelled request needs an answer, so that its number is free again; the panel does not show it.
    const problem = isAbort(error) ? ({ code: 'internal', text: say('stopped'), remedy: say('askAgain') } as const) : problemOf(error);
    if (!isAbort(error) && ['internal', 'bad-params', 'unknown-method'].includes(problem.code))
      this.#warn(`${method}: ${errorText(error)}`);
    this.#send({ type: 'problem', id, problem });
  }

  #refuse(id: number, error: ProblemError): void {
    this.#warn(error.message);
    this.#send({ type: 'problem', id, problem: error.problem });
  }
}

const refusalOf =
  (name: string) =>
  (where: string, why: string): ProblemError =>
    new ProblemError('bad-params', say('panelParamsWrong', { method: name, where, issue: why }), say('reloadTheWindow'));

const isRow = <Table extends object>(table: Table, name: string): name is keyof Table & string => Object.hasOwn(table, name);

/** -1 is not the number of any request: it stands for a message without one. */
function idOf(message: unknown): number {
  const id = typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined;
  return typeof id === 'number' && Number.isInteger(id) ? id : -1;
}

function turnIdOf(raw: unknown): string | undefined {
  const turnId = typeof raw === 'object' && raw !== null && 'turnId' in raw ? raw.turnId : undefined;
  return typeof turnId === 'string' ? turnId : undefined;
}
