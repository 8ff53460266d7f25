/**
 * Running questions: asks, streams, stops, follows, and resumes after the server was down.
 * Invariant: at most one stream writes to a turn; an older stream of the same turn is ignored, not stopped.
 */

import { isAbort } from '../../server/protocol/abort-error.js';
import type { AskItem, TurnEnd } from '../../server/protocol/chat.js';
import { maxQueued } from '../model/state/reduce.js';
import { type Asking, askedTurn, isRunning, type TurnState } from '../model/state/turn-state.js';
import type { ExtensionPort, MethodName } from '../port/extension-port.js';
import { problemOfFailure } from './failure.js';
import type { PanelStore, Surroundings } from './panel-store.js';

type Asked = Pick<Asking, 'attachments' | 'context'>;
type StreamingName = Extract<MethodName, 'chat/ask' | 'chat/follow' | 'chat/continue'>;

export class Answers {
  readonly #store: PanelStore;
  readonly #port: ExtensionPort;
  readonly #surroundings: Surroundings;
  /** The stream that may write to a turn. */
  readonly #streams = new Map<string, AbortController>();

  constructor(store: PanelStore, port: ExtensionPort, surroundings: Surroundings) {
    this.#store = store;
    this.#port = port;
    this.#surroundings = surroundings;
  }

  get running(): TurnState | undefined {
    return this.#store.state.conversation.turns.findLast(isRunning);
  }

  /** Asks now, or after the running answer. Returns false if too many questions are already waiting. */
  ask(question: string, { attachments, context }: Asked): boolean {
    const turnId = this.#surroundings.newId();
    if (this.running) {
      if (this.#store.state.queue.length >= maxQueued) return false;
      this.#store.dispatch({ kind: 'queued', queued: { turnId, question, attachments, context } });
    } else this.#start({ turnId, question, attachments, context }, undefined);
    return true;
  }

  /** Asks the same question again; it and all later turns are replaced. */
  again(turn: TurnState): void {
    if (this.running) return;
    const { question, attachments, context } = turn;
    this.#start({ turnId: this.#surroundings.newId(), question, attachments, context }, turn.id);
  }

  continue(turn: TurnState): void {
    if (this.running) return;
    this.#store.dispatch({ kind: 'reopened', turnId: turn.id, how: 'continuing', nowMs: this.#surroundings.now() });
    this.#stream('chat/continue', turn.id);
  }

  stop(): void {
    const turn = this.running;
    if (!turn) return;
    const stream = this.#streams.get(turn.id);
    if (stream) stream.abort();
    else this.#store.dispatch({ kind: 'ended', turnId: turn.id, end: { kind: 'stopped' } });
  }

  unqueue(turnId: string): void {
    this.#store.dispatch({ kind: 'unqueued', turnId });
  }

  /** Follows turns that an earlier panel, or another window, left running. */
  followRunning(): void {
    for (const turn of this.#store.state.conversation.turns) {
      if (turn.life.kind === 'resuming') this.#stream('chat/follow', turn.id);
    }
  }

  /** The server is back: asks unfinished questions again with their own ids, so that each is answered once. */
  askRunningAgain(): void {
    for (const turn of this.#store.state.conversation.turns) {
      if (turn.life.kind === 'resuming' && !this.#streams.has(turn.id)) this.#stream('chat/ask', turn.id);
    }
  }

  /** Asks questions that wait for an answer that has ended, as reading the conversation showed. */
  askWaiting(): void {
    const last = this.#store.state.conversation.turns.at(-1);
    if (last) this.#askNext(last.id);
  }

  #start(ask: Asking, replaces: string | undefined): void {
    const turn = askedTurn(ask, this.#surroundings.wall(), this.#surroundings.now());
    this.#store.dispatch({ kind: 'asked', turn, replaces });
    this.#stream('chat/ask', turn.id, replaces);
  }

  #stream(name: StreamingName, turnId: string, replaces?: string): void {
    const controller = new AbortController();
    this.#streams.set(turnId, controller);
    void this.#run(name, turnId, replaces, controller);
  }

  async #run(name: StreamingName, turnId: string, replaces: string | undefined, controller: AbortController): Promise<void> {
    const isMine = () => this.#streams.get(turnId) === controller;
    let pending: AskItem[] = [];
    const flush = () => {
      const items = pending;
      pending = [];
      if (items.length > 0 && isMine()) this.#store.dispatch({ kind: 'items', turnId, items, nowMs: this.#surroundings.now() });
    };
    // Drawing a long answer can take longer than the 16 ms between two messages. If each message were drawn by itself the panel would fall
    // behind, so everything that arrived since the last frame is drawn together.
    const onItems = (items: readonly AskItem[]) => {
      if (pending.length === 0) this.#surroundings.beforeFrame(flush);
      pending.push(...items);
    };
    const end = await this.#request(name, turnId, replaces, onItems, controller.signal);
    flush();
    if (!isMine()) return;
    this.#streams.delete(turnId);
    if (end === 'server-gone') {
      this.#store.dispatch({ kind: 'reopened', turnId, how: 'resuming', nowMs: this.#surroundings.now() });
      return;
    }
    this.#store.dispatch({ kind: 'ended', turnId, end });
    this.#askNext(turnId);
  }

  async #request(
    name: StreamingName,
    turnId: string,
    replaces: string | undefined,
    onItems: (items: readonly AskItem[]) => void,
    signal: AbortSignal,
  ): Promise<TurnEnd | 'server-gone'> {
    const { conversation, model } = this.#store.state;
    const turn = conversation.turns.find(({ id }) => id === turnId);
    const conversationId = conversation.id;
    try {
      // `chat/continue` takes the same params as `chat/follow`.
      if (name !== 'chat/ask' || !turn) return await this.#port.stream(name as 'chat/follow', { conversationId, turnId }, onItems, signal);
      return await this.#port.stream(
        name,
        {
          conversationId,
          turnId,
          question: turn.question,
          attachments: [...turn.attachments],
          ...(turn.context === undefined ? {} : { context: { ...turn.context, without: [...turn.context.without] } }),
          ...(model === undefined ? {} : { model }),
          ...(replaces === undefined ? {} : { replaces, fresh: true }),
        },
        onItems,
        signal,
      );
    } catch (error) {
      if (isAbort(error)) return { kind: 'stopped' };
      const problem = problemOfFailure(error);
      return problem.code === 'server-down' && this.#store.state.server !== 'down' ? 'server-gone' : { kind: 'failed', problem };
    }
  }

  /** Asks a waiting question when the answer before it is complete; after a failure it waits for the person. */
  #askNext(endedTurnId: string): void {
    const { queue, conversation } = this.#store.state;
    const next = queue[0];
    const ended = conversation.turns.at(-1);
    if (!next || ended?.id !== endedTurnId || this.running) return;
    this.#store.dispatch({ kind: 'unqueued', turnId: next.turnId });
    this.#start(next, undefined);
  }
}
