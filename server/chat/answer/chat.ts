/**
 * Questions and their answers. A turn runs independently: those who ask or follow it only listen, and may return later.
 * Invariant: a turn id runs once at a time and ends exactly once, and its text so far stays in its conversation.
 */
import { background, type Log } from '../../base/background.js';
import type { Disposable } from '../../base/disposables.js';
import type { Conversations } from '../../conversations/conversations.js';
import { abortError, isAbort } from '../../protocol/abort-error.js';
import type { Ask, AskItem, Turn, TurnEnd } from '../../protocol/chat.js';
import { errorTrace } from '../../protocol/error-text.js';
import type { Place, PlaceRange } from '../../protocol/place.js';
import { ProblemError, problemOf } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import type { PromptFiles } from '../context/prompt-files.js';
import { type AttachmentSources, resolveAttachments } from '../context/resolve-attachments.js';
import type { WorkspaceFiles } from '../context/workspace-files.js';
import type { AnswerServices } from './answer-run.js';
import { answerTurn } from './answer-turn.js';
import { helpText } from './chat-commands.js';
import { expandCommand } from './expand-command.js';
import { labelMaker } from './label-maker.js';
import { StreamingResponseHandler } from './streaming-response.js';
import { itemsOf, turnOf } from './turn-record.js';

export interface ChatServices extends AnswerServices {
  readonly conversations: Conversations;
  readonly files: WorkspaceFiles;
  readonly prompts: PromptFiles;
  readonly unsaved: AttachmentSources['unsaved'];
  /** URIs of the open folders. */
  readonly folders: () => readonly string[];
  /** A person waits: background work pauses until the hold is disposed. */
  readonly holdBackground: () => Disposable;
  readonly log: Log;
}

type Emit = (item: AskItem) => void;
type TurnKey = Pick<Ask, 'conversationId' | 'turnId'>;

interface RunningTurn {
  readonly response: StreamingResponseHandler;
  readonly controller: AbortController;
  /** Resolves when the turn's text is handed to its conversation. */
  ran: Promise<void>;
  places: readonly Place[];
}

/** Limit of turns that run at once in all panels of a window. */
const maxRunning = 8;
/** A running turn is saved at this interval; a crash loses at most this much. */
const saveEveryMs = 4_000;

export class Chat implements Disposable {
  readonly #services: ChatServices;
  readonly #running = new Map<string, RunningTurn>();

  constructor(services: ChatServices) {
    this.#services = services;
  }

  /** Follows a running turn, replays one that has ended, or else answers the question. Aborting the signal stops the turn. */
  async ask(ask: Ask, emit: Emit, signal: AbortSignal): Promise<TurnEnd> {
    const running = this.#running.get(keyOf(ask)) ?? this.#start(ask, undefined);
    return listen(running, emit, signal);
  }

  async follow(turn: TurnKey, emit: Emit, signal: AbortSignal): Promise<TurnEnd> {
    const running = this.#running.get(keyOf(turn));
    if (running) return listen(running, emit, signal);
    return tell(await this.#stored(turn, signal), emit);
  }

  /** Continues an answer that was stopped or cut. */
  async continue(key: TurnKey, emit: Emit, signal: AbortSignal): Promise<TurnEnd> {
    const running = this.#running.get(keyOf(key));
    if (running) return listen(running, emit, signal);
    const turn = await this.#stored(key, signal);
    const { question, attachments, context } = turn;
    const ask: Ask = { ...key, question, attachments: [...attachments], context, fresh: true, task: 'chat' };
    return listen(this.#running.get(keyOf(key)) ?? this.#start(ask, turn), emit, signal);
  }

  /** Stops every turn; the text so far is kept. */
  async dispose(): Promise<void> {
    const turns = [...this.#running.values()];
    for (const turn of turns) turn.controller.abort(abortError());
    await Promise.allSettled(turns.map(turn => turn.ran));
  }

  #start(ask: Ask, unfinished: Turn | undefined): RunningTurn {
    if (this.#running.size >= maxRunning)
      throw new ProblemError('queue-full', say('tooManyQuestions', { n: maxRunning }), say('waitForAnswer'));
    const { recorder } = this.#services;
    const turn: RunningTurn = {
      response: new StreamingResponseHandler(recorder),
      controller: new AbortController(),
      ran: Promise.resolve(),
      places: [],
    };
    this.#running.set(keyOf(ask), turn);
    const hold = this.#services.holdBackground();
    const run = async (): Promise<void> => {
      try {
        await this.#run(ask, unfinished, turn);
      } finally {
        this.#running.delete(keyOf(ask));
        await hold.dispose();
      }
    };
    turn.ran = run();
    background('Answering', turn.ran, this.#services.log);
    return turn;
  }

  /** Ends the turn. Rejects only for a bug. */
  async #run(ask: Ask, unfinished: Turn | undefined, turn: RunningTurn): Promise<void> {
    const { conversations, clock, folders } = this.#services;
    const { response, controller } = turn;
    const { signal } = controller;
    const recorded = { ask, askedAt: unfinished?.askedAt ?? clock.wall(), folders: folders(), response, before: unfinished };
    const record = (end: TurnEnd | undefined): Turn => turnOf({ ...recorded, places: turn.places }, end);
    const emit = (item: AskItem): void => {
      if (item.kind === 'places') turn.places = item.places;
      response.emit(item);
    };
    // Saving continues when the turn is stopped, so that the text so far is kept.
    const saving = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    try {
      const earlier = await this.#earlier(ask, signal);
      const stored = earlier.find(({ id }) => id === ask.turnId);
      if (stored?.end !== undefined && unfinished === undefined && !ask.fresh) {
        // A panel that was restored has asked again; the turn is answered once.
        turn.places = stored.places;
        for (const item of itemsOf(stored)) response.emit(item);
        return response.end(stored.end);
      }
      if (stored === undefined) await conversations.appendTurn(ask.conversationId, record(undefined), signal);
      const save = (): void =>
        background(
          'Keeping a running answer',
          conversations.updateTurn(ask.conversationId, record(undefined), saving.signal),
          this.#services.log,
        );
      timer = setInterval(save, saveEveryMs).unref();
      response.end(
        await this.#answer(
          ask,
          earlier.filter(({ id }) => id !== ask.turnId),
          unfinished,
          emit,
          signal,
        ),
      );
    } catch (error) {
      response.end(this.#endOf(error, signal));
    }
    clearInterval(timer);
    const end = await response.ended;
    await conversations.updateTurn(ask.conversationId, record(end), saving.signal);
  }

  async #answer(ask: Ask, history: readonly Turn[], unfinished: Turn | undefined, emit: Emit, signal: AbortSignal): Promise<TurnEnd> {
    const { search, files, unsaved, conversations, folders } = this.#services;
    const prompts = ask.question.startsWith('/') ? await this.#services.prompts.list(signal) : [];
    const expanded = expandCommand(ask, prompts);
    const labelOf: (range: Pick<PlaceRange, 'folder' | 'path'>) => string = labelMaker(folders());
    const sources = { search, files, unsaved, conversations, labelOf };
    const attachments = (signal: AbortSignal) => resolveAttachments(ask.attachments, expanded.topic, sources, signal);
    const request = { ask, expanded, help: helpText(prompts, this.#services.wording), history, attachments, labelOf, unfinished };
    const facts = await answerTurn(request, this.#services, emit, signal);
    return { kind: 'done', facts };
  }

  #endOf(error: unknown, signal: AbortSignal): TurnEnd {
    if (signal.aborted || isAbort(error)) return { kind: 'stopped' };
    const problem = problemOf(error);
    if (problem.code === 'internal') this.#services.log('error', `Answering failed: ${errorTrace(error)}`);
    return { kind: 'failed', problem };
  }

  /** Returns the conversation's turns so far, without those that this question replaces. */
  async #earlier({ conversationId, replaces }: Ask, signal: AbortSignal): Promise<readonly Turn[]> {
    const { conversations } = this.#services;
    try {
      if (replaces !== undefined) await conversations.cutFrom(conversationId, replaces, signal);
      return (await conversations.open(conversationId, signal)).turns;
    } catch (error) {
      if (error instanceof ProblemError && error.problem.code === 'not-found') return [];
      throw error;
    }
  }

  async #stored({ conversationId, turnId }: TurnKey, signal: AbortSignal): Promise<Turn> {
    const { turns } = await this.#services.conversations.open(conversationId, signal);
    const turn = turns.find(({ id }) => id === turnId);
    if (turn === undefined) throw new ProblemError('not-found', say('questionGone'), say('askAgain'));
    return turn;
  }
}

const keyOf = ({ conversationId, turnId }: TurnKey): string => `${conversationId}\n${turnId}`;

/** A listener may also stop the turn, which ends it for all. */
async function listen({ response, controller }: RunningTurn, emit: Emit, signal: AbortSignal): Promise<TurnEnd> {
  const stop = (): void => controller.abort(abortError());
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const unfollow = response.follow(emit);
  try {
    return await response.ended;
  } finally {
    unfollow();
    signal.removeEventListener('abort', stop);
  }
}

function tell(turn: Turn, emit: Emit): TurnEnd {
  for (const item of itemsOf(turn)) emit(item);
  if (turn.end !== undefined) return turn.end;
  const problem = { code: 'stream-cut', text: say('answerCut'), remedy: say('askAgain') } as const;
  return { kind: 'failed', problem };
}
